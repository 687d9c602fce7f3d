import type { Page } from '@runhive/browser/browser'
import type { Visitor } from '@runhive/browser/visitor'
import { expect } from 'vitest'
import { openProgram, outputOf, resultOf, run, type Scene, WAIT } from './scene.ts'

const MARKUP = '<script>window.pwned=1</script><img src=x onerror="window.pwned=1">'
/** Without a slash, as file names are. */
const NAME = '<img src=x onerror=window.pwned=1>.txt'
const TEN_MEGABYTES = 10_000_000
/** Far fewer than the lines that were written: only visible lines stay in the document. */
const MAX_NODES = 60_000

export async function printsMarkup(scene: Scene): Promise<void> {
  await using visitor = await scene.signIn('mallory@example.test')
  const { page } = visitor
  await refuseAll(visitor)
  const code = `print(${JSON.stringify(MARKUP)})\nopen(${JSON.stringify(NAME)}, 'w').write('x')\nraise SystemExit(${JSON.stringify(MARKUP)})`
  await openProgram(page, { file: '<img src=x onerror=window.pwned=1>.py', code, collect: ['*.txt'] })
  await run(page)
  await resultOf(page).getByText('Failed').first().waitFor()
  await expect.poll(() => outputOf(page).textContent(), WAIT).toContain(MARKUP + MARKUP)
  await expectText(page)
  await resultOf(page)
    .getByRole('tab', { name: /^Files/ })
    .click()
  await resultOf(page).getByText(NAME).waitFor()
  await expectText(page)
  await page.getByRole('link', { name: 'History' }).click()
  await page
    .getByRole('table', { name: /^Executions/ })
    .getByRole('link')
    .first()
    .click()
  await page.getByText(NAME).first().waitFor()
  await expectText(page)
  expect(visitor.problems).toEqual([])
  expect(visitor.strayRequests).toEqual([])
}

export async function sendsMarkup(scene: Scene): Promise<void> {
  await using stranger = await scene.visit()
  await refuseAll(stranger)
  await stranger.page.goto('/contact')
  await stranger.page.getByLabel('Name', { exact: true }).fill(MARKUP)
  await stranger.page.getByLabel('E-mail').fill('mallory@example.test')
  await stranger.page.getByLabel('Message').fill(`${MARKUP}\r\nBcc: everybody@example.test`)
  await stranger.page.getByRole('button', { name: 'Send message' }).click()
  await stranger.page.getByRole('heading', { name: 'Your message has arrived' }).waitFor()
  await expectText(stranger.page)

  await using visitor = await scene.signInAsOperator()
  const { page } = visitor
  await refuseAll(visitor)
  await page.goto('/operator/contact')
  await page.getByRole('button', { name: MARKUP }).first().click()
  await page.getByRole('heading', { name: MARKUP }).waitFor()
  await page.getByRole('article').getByText(MARKUP).first().waitFor()
  await expectText(page)
  expect([...stranger.problems, ...visitor.problems]).toEqual([])
}

export async function staysResponsive(scene: Scene, { what, code, end }: Flood): Promise<void> {
  await using visitor = await scene.signIn('flooder@example.test')
  const { page } = visitor
  await openProgram(page, {
    file: 'main.py',
    code,
    limits: { outputBytes: 12 * 1024 * 1024, wallMs: 30_000 },
  })
  await page.evaluate(watchFrames)
  await run(page)
  await outputOf(page).getByText('begun').first().waitFor()
  await page.getByRole('tab', { name: /^Arguments/ }).click()
  await page.getByRole('textbox', { name: 'Arguments' }).fill('typed meanwhile')
  expect(await page.getByRole('button', { name: 'Stop' }).isVisible()).toBe(true)
  await expect.poll(() => outputOf(page).textContent(), WAIT).toContain(end)
  await resultOf(page).getByText('Succeeded').first().waitFor()
  const seen = await page.evaluate(() => (globalThis as Watched).seen)
  const nodes = await page.evaluate(() => document.getElementsByTagName('*').length)
  process.stdout.write(
    `${what}: longest time without a frame ${seen.longestMs.toFixed(0)} ms, ${seen.frames} frames, ${nodes} elements\n`,
  )
  expect(nodes).toBeLessThan(MAX_NODES)
  expect(await page.title()).toBe('Playground · Runhive')
  await expectText(page)
  expect(visitor.problems).toEqual([])
}

interface Flood {
  readonly what: string
  readonly code: string
  /** Its last line. */
  readonly end: string
}

/** Each waits before its end, so that the test can look while it runs. */
export const FLOODS: readonly Flood[] = [
  {
    what: '10 MB of lines',
    end: 'the end',
    code: `import sys, time
print('begun', flush=True)
time.sleep(1)
line = 'x' * 79 + '\\n'
for _ in range(${TEN_MEGABYTES} // 80 // 100):
    sys.stdout.write(line * 100)
sys.stdout.flush()
time.sleep(3)
print('the end')`,
  },
  {
    what: '10 MB of one line',
    end: 'the end',
    code: `import sys, time
print('begun', flush=True)
time.sleep(1)
for _ in range(100):
    sys.stdout.write('y' * ${TEN_MEGABYTES / 100})
sys.stdout.flush()
time.sleep(3)
print('\\nthe end')`,
  },
  {
    what: '1 MB of escape sequences',
    end: 'the end',
    code: `import sys, time
print('begun', flush=True)
time.sleep(1)
for i in range(20_000):
    sys.stdout.write(f'\\x1b[{i % 108}m\\x1b]0;moved\\x07\\x1b[2J\\x1b[{i}A\\x1b[?1049h{i}\\r\\x1bP+q\\x1b\\\\\\x1b[38;5;{i % 256}mz')
sys.stdout.write('\\x1b[0m\\n')
sys.stdout.flush()
time.sleep(3)
print('the end')`,
  },
]

type Watched = typeof globalThis & { seen: { longestMs: number; frames: number } }

/** Runs in the page: the longest time without a frame. */
function watchFrames(): void {
  const seen = { longestMs: 0, frames: 0 }
  ;(globalThis as Watched).seen = seen
  let last = performance.now()
  const look = () => {
    const now = performance.now()
    seen.longestMs = Math.max(seen.longestMs, now - last)
    seen.frames += 1
    last = now
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

/** A page that opens a dialog has been taken over, which must not happen. */
async function refuseAll({ page }: Visitor): Promise<void> {
  page.on('dialog', (dialog) => {
    void dialog.dismiss()
    throw new Error(`a dialog opened: ${dialog.message()}`)
  })
}

/** Nothing that an attacker wrote has become an element or has run. */
async function expectText(page: Page): Promise<void> {
  const made = await page.evaluate(() => ({
    pwned: 'pwned' in globalThis,
    images: [...document.images].filter(({ src }) => src.endsWith('/x')).length,
    scripts: [...document.scripts].filter(({ src }) => src === '').length,
  }))
  expect(made).toEqual({ pwned: false, images: 0, scripts: 0 })
}
