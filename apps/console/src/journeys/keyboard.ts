import type { Page } from '@runhive/browser/browser'
import { expect } from 'vitest'
import { openProgram, outputOf, type Scene, WAIT } from './scene.ts'

/** Without a mouse, from the language to the result: the focus is never lost and always visible. */
export async function runsByKeyboardAlone(scene: Scene): Promise<void> {
  await using visitor = await scene.visit()
  const { page } = visitor
  await openProgram(page, { file: 'main.py', code: 'echo by keyboard' })
  await page.locator('[aria-label^="Language: Python"]').focus()
  await page.keyboard.press('Enter')
  await page.getByRole('option', { name: /^Rust/ }).waitFor()
  await page.keyboard.type('bash')
  await expect
    .poll(() => page.getByRole('option').allTextContents(), WAIT)
    .toEqual([expect.stringMatching(/^Bash/)])
  // The first match is the right one.
  await page.keyboard.press('Enter')
  await expect.poll(() => focusOf(page), WAIT).toMatch(/^Language: Bash/)

  await page.getByRole('textbox', { name: /^Code of / }).focus()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Tab')
  expect(await focusOf(page)).not.toContain('Code of')

  await page.getByRole('button', { name: 'Run', exact: true }).focus()
  await page.keyboard.press('Enter')
  await outputOf(page).getByText('by keyboard').waitFor()
  await page.getByRole('button', { name: 'Run', exact: true }).waitFor()
  expect(await focusOf(page)).toBe('Run')

  await page.getByRole('button', { name: 'Add a file' }).focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => page.getByLabel('Name').evaluate(isFocused), WAIT).toBe(true)
  await page.keyboard.press('Escape')
  await expect.poll(() => focusOf(page), WAIT).toBe('Add a file')
  expect(visitor.problems).toEqual([])
}

/** An element that appears under a resting pointer after a press shows no tooltip. */
export async function restsOnRun(scene: Scene): Promise<void> {
  await using visitor = await scene.visit()
  const { page } = visitor
  await page.clock.install()
  await openProgram(page, { file: 'main.py', code: 'print("done")' })
  const run = page.getByRole('button', { name: 'Run', exact: true })
  const tooltip = page.getByText('Ctrl+Enter', { exact: true }).and(page.locator('[aria-hidden="true"]'))
  // Over the icon, which changes while the program runs.
  await run.locator('path').first().hover()
  await tooltip.waitFor()
  await page.mouse.down()
  await page.mouse.up()
  await outputOf(page).getByText('done').waitFor()
  await run.waitFor()
  // The browser reports what is under the pointer only after it has drawn it.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  await page.clock.runFor(2_000)
  expect(await tooltip.count()).toBe(0)
  await page.mouse.move(1, 1)
  await run.hover()
  await tooltip.waitFor()
  expect(visitor.problems).toEqual([])
}

/** With forced colours the focus and the selected tab are visible. */
export async function usesForcedColors(scene: Scene): Promise<void> {
  await using visitor = await scene.visit()
  const { page } = visitor
  await page.emulateMedia({ forcedColors: 'active' })
  await page.goto('/')
  await page.getByRole('textbox', { name: /^Code of / }).waitFor()
  const unseen: string[] = []
  await page.keyboard.press('Tab')
  for (let name = await focusOf(page); !name.startsWith('Code of'); name = await focusOf(page)) {
    if (!(await page.evaluate(hasOutline))) unseen.push(name)
    await page.keyboard.press('Tab')
  }
  expect(unseen).toEqual([])
  const edges = await page
    .getByRole('tablist', { name: 'Parts of the result' })
    .getByRole('tab')
    .evaluateAll((tabs) => tabs.map((tab) => getComputedStyle(tab).borderBottomColor))
  expect(new Set(edges.slice(1)).size).toBe(1)
  expect(edges[0]).not.toBe(edges[1])
}

const isFocused = (element: Element): boolean => element === document.activeElement

const hasOutline = (): boolean => {
  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement ?? document.body)
  return outlineStyle !== 'none' && outlineWidth !== '0px'
}

/** The name of the focused element. */
const focusOf = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement
    return (element?.getAttribute('aria-label') ?? element?.textContent ?? '').trim()
  })
