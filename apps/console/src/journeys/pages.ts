import { join } from 'node:path'
import { findBarriers, isSerious } from '@runhive/browser/accessibility'
import type { Page } from '@runhive/browser/browser'
import { dress, LOOKS, photograph, widthBeyondWindow } from '@runhive/browser/screenshots'
import { expect } from 'vitest'
import { PLOT } from './running.ts'
import { openProgram, resultOf, run, type Scene, WAIT } from './scene.ts'

const FOLDER = join(import.meta.dirname, '../../../../.runhive/screenshots')

/** A desktop window at 400 % zoom: reading needs no horizontal scrolling. */
const NARROWEST = { width: 320, height: 640 }

/** By its name in the folder: how to reach a page with content. */
const PAGES: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  playground: async (page) => {
    await openProgram(page, { file: 'main.py', code: `print('Hello, Ada!')\n${PLOT}`, collect: ['*.png'] })
    await run(page)
    await resultOf(page).getByRole('img', { name: 'parabola.png' }).waitFor()
  },
  terminal: async (page) => {
    await openProgram(page, { file: 'main.py', code: "print('Hello,', input('Name? '))", interactive: true })
    await resultOf(page).locator('.xterm-rows').waitFor()
    await run(page)
    await expect.poll(() => resultOf(page).locator('.xterm-rows').textContent(), WAIT).toContain('Name?')
    await page.keyboard.type('Ada\n')
    await resultOf(page).getByText('Succeeded').first().waitFor()
  },
  problems: async (page) => {
    const code = 'int main(void) {\n    int unused;\n    return answer;\n}\n'
    await openProgram(page, { runtime: 'c', file: 'main.c', code })
    await run(page)
    await page.locator('.cm-lintRange-error').first().waitFor()
    await resultOf(page)
      .getByRole('tab', { name: /^Problems/ })
      .click()
  },
  history: (page) => page.goto('/history'),
  execution: async (page) => {
    await page.goto('/history')
    await page
      .getByRole('table', { name: /^Executions/ })
      .getByRole('link')
      .first()
      .click()
    await page.waitForURL(/\/history\/./)
  },
  keys: (page) => page.goto('/keys'),
  usage: (page) => page.goto('/usage'),
  account: (page) => page.goto('/account'),
  'account-removed': (page) => page.goto('/account/removed'),
  privacy: (page) => page.goto('/privacy'),
  contact: (page) => page.goto('/contact'),
  status: (page) => page.goto('/status'),
  'embed-code': (page) => page.goto('/embed-code'),
  embed: (page) => page.goto('/embed'),
  operator: (page) => page.goto('/operator'),
  'operator-contact': async (page) => {
    await page.goto('/operator/contact')
    await page.getByRole('list', { name: 'Messages' }).getByRole('button').first().click()
    await page.getByRole('article').waitFor()
  },
  'operator-accounts': (page) => page.goto('/operator/accounts'),
  'operator-plans': (page) => page.goto('/operator/plans'),
  'operator-languages': (page) => page.goto('/operator/languages'),
  'not-found': (page) => page.goto('/there-is-no-such-page'),
}

export async function looksAtEveryPage(scene: Scene): Promise<void> {
  await using visitor = await scene.signInAsOperator()
  const { page } = visitor
  const barriers: string[] = []
  const tooWide: string[] = []
  await prepare(page)
  for (const [name, open] of Object.entries(PAGES)) {
    await open(page)
    // Lazily drawn parts such as charts have appeared.
    await page.waitForLoadState('networkidle')
    // No tooltip covers anything.
    await page.mouse.move(1, 1)
    for (const look of LOOKS) {
      await dress(page, look)
      await untilShown(page)
      const found = (await findBarriers(page)).filter(isSerious)
      barriers.push(...found.map((barrier) => `${name} ${look.name}: ${barrier}`))
      const beyond = await widthBeyondWindow(page)
      if (beyond > 0) tooWide.push(`${name} ${look.name}: ${beyond} px`)
      await photograph(page, look, { folder: FOLDER, name })
    }
    await page.setViewportSize(NARROWEST)
    await untilShown(page)
    const beyond = await widthBeyondWindow(page)
    if (beyond > 0) tooWide.push(`${name} at ${NARROWEST.width} px: ${beyond} px`)
    const [first] = LOOKS
    if (first) await dress(page, first)
  }
  expect(barriers).toEqual([])
  expect(tooWide).toEqual([])
  expect(visitor.strayRequests).toEqual([])
  expect(visitor.problems).toEqual([])
}

/** Content to show: a key and a message. */
async function prepare(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const post = (path: string, body: unknown) =>
      fetch(`/api/v1${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    await post('/keys', { name: 'Homework checker' })
    await post('/contact', {
      name: 'Ada Lovelace',
      email: 'ada@example.test',
      message: 'Does it run Bernoulli numbers?\n\nI wrote a program for them.',
    })
  })
}

/** Nothing is still loading: no skeleton and no lazy part. */
async function untilShown(page: Page): Promise<void> {
  await page.locator('main h1, h1, body > *').first().waitFor()
  await expect.poll(() => page.locator('[class*="skeleton" i]:visible').count(), WAIT).toBe(0)
  // Styles may be drawn a frame later.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
}
