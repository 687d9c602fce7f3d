import { findBarriers, isSerious } from '@runhive/browser/accessibility'
import type { Page } from '@runhive/browser/browser'
import { widthBeyondWindow } from '@runhive/browser/screenshots'
import { DESKTOP, PHONE } from '@runhive/browser/visitor'
import { expect } from 'vitest'
import { outputOf, resultOf, type Scene, WAIT } from './scene.ts'

const MARKUP = '<script>window.pwned=1</script>'

/** Requested by a program with a key, not by the browser. */
async function ask(
  { stack }: Scene,
  key: string,
  path: string,
  json?: unknown,
): Promise<{ id: string; status: string; executions: unknown[] }> {
  const answer = await fetch(`${stack.url}/api/v1${path}`, {
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    ...(json === undefined ? {} : { method: 'POST', body: JSON.stringify(json) }),
  })
  return (await answer.json()) as Awaited<ReturnType<typeof ask>>
}

async function runOverRest(scene: Scene, key: string, asked: Record<string, unknown>): Promise<string> {
  const { id, status } = await ask(scene, key, '/executions?wait=true', asked)
  expect(status).toBe('succeeded')
  return id
}

export async function rerunsWhatCameOverRest(scene: Scene): Promise<void> {
  await using visitor = await scene.signIn('elsewhere@example.test')
  const { page } = visitor
  const key = await makeKey(page)
  const id = await runOverRest(scene, key, {
    language: 'python',
    files: [
      { name: 'main.py', content: `import helper\nprint(${JSON.stringify(MARKUP)}, helper.twice(input()))` },
      { name: 'helper.py', content: 'import sys\ndef twice(text): return text * 2 + sys.argv[1]' },
      { name: `${MARKUP.replaceAll('/', '')}.txt`, content: MARKUP },
    ],
    ...{ stdin: 'ha\n', args: ['!'] },
  })

  await openFromHistory(page, id)
  const program = page.getByRole('region', { name: 'Program', exact: true })
  await program.getByText('helper.twice(input())').waitFor()
  await program.getByRole('region', { name: 'Input' }).getByText('ha').waitFor()
  await program.getByRole('tab', { name: 'helper.py' }).click()
  await program.getByText('def twice(text)').waitFor()
  await program.getByRole('tab', { name: /^<script>/ }).click()
  await program.getByText(MARKUP, { exact: true }).waitFor()
  expect(await page.evaluate(() => 'pwned' in globalThis)).toBe(false)

  await lookAt(page)
  await page.getByRole('button', { name: 'Run again' }).click()
  await page.waitForURL((url) => url.pathname === '/')
  // Runs automatically, because it was requested on the page before.
  await outputOf(page).getByText(`${MARKUP} haha!`).waitFor()
  await resultOf(page).getByText('Succeeded').first().waitFor()
  await page.getByRole('textbox', { name: 'Code of main.py' }).getByText('helper.twice').waitFor()
  expect(await page.evaluate(() => 'pwned' in globalThis)).toBe(false)
  // Reloading the page runs nothing.
  await page.reload()
  await page.getByRole('textbox', { name: 'Code of main.py' }).waitFor()
  await page.getByRole('button', { name: 'Run', exact: true }).waitFor()
  expect((await ask(scene, key, '/executions')).executions).toHaveLength(2)
  expect(visitor.problems).toEqual([])
  expect(visitor.strayRequests).toEqual([])
}

export async function rerunsWhatThePlaygroundCannotHold(scene: Scene): Promise<void> {
  await using visitor = await scene.signIn('judge@example.test')
  const { page } = visitor
  const key = await makeKey(page)
  const id = await runOverRest(scene, key, {
    ...{ language: 'python', source: 'import os\nprint(os.environ["GREETING"], input())' },
    env: { GREETING: 'Hello' },
    tests: [{ name: 'one', stdin: 'Ada', expected: 'Hello Ada' }],
  })
  await openFromHistory(page, id)
  await page.getByText('GREETING=Hello').waitFor()
  await page.getByText('Test one').click()
  await lookAt(page)
  await page.getByRole('button', { name: 'Run again' }).click()
  await page.waitForURL((url) => url.pathname.startsWith('/history/') && !url.pathname.endsWith(id))
  await page.getByRole('table', { name: 'Tests' }).getByText('Accepted', { exact: true }).waitFor()
  expect(visitor.problems).toEqual([])
}

export async function saysThatAProgramIsNotKept(scene: Scene): Promise<void> {
  await using visitor = await scene.signIn('forgetful@example.test')
  const { page } = visitor
  const key = await makeKey(page)
  // Its events can still be watched for a while: the result is there, but the request is stored nowhere.
  const { id } = await ask(scene, key, '/executions', {
    ...{ language: 'python', source: 'print(1)' },
    store: false,
  })
  await expect.poll(async () => (await ask(scene, key, `/executions/${id}`)).status, WAIT).toBe('succeeded')
  await page.goto(`/history/${id}`)
  await page.getByText(/The program of this execution was not stored/).waitFor()
  await page.getByText('Succeeded').first().waitFor()
  expect(await page.getByRole('button', { name: 'Run again' }).isDisabled()).toBe(true)
}

/** It is accessible, and it fits a phone. */
async function lookAt(page: Page): Promise<void> {
  expect((await findBarriers(page)).filter(isSerious)).toEqual([])
  const { width, height } = page.viewportSize() ?? DESKTOP
  await page.setViewportSize(PHONE)
  expect(await widthBeyondWindow(page)).toBe(0)
  await page.setViewportSize({ width, height })
}

/** For the person who is signed in on this page. */
async function makeKey(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const answer = await fetch('/api/v1/keys', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Elsewhere' }),
    })
    return ((await answer.json()) as { token: string }).token
  })
}

async function openFromHistory(page: Page, id: string): Promise<void> {
  await page.goto('/history')
  await page.locator(`a[href="/history/${id}"]`).click()
  await page.waitForURL(`**/history/${id}`)
}
