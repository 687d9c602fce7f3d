import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env } from 'node:process'
import { findBarriers, isSerious } from '@runhive/browser/accessibility'
import type { Browser, Page } from '@runhive/browser/browser'
import { openTestBrowser } from '@runhive/browser/testing'
import { openVisitor, PHONE, type Visitor } from '@runhive/browser/visitor'
import { type Stack, startStack } from '@runhive/stack/stack'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DocsSite, docsPage, openDocsSite } from './testing/docs-site.ts'

const START_MS = 180_000
const TIMEOUT = { timeout: 120_000 }

const opened = new AsyncDisposableStack()
let stack: Stack
let browser: Browser
/** Signed in to the service, as readers of documentation may be. */
let visitor: Visitor
/** The site that the key names. */
let docs: DocsSite
let key = ''

beforeAll(async () => {
  const stateDir = opened.adopt(mkdtempSync(join(tmpdir(), 'runhive-embed-')), (path) =>
    rmSync(path, { recursive: true, force: true }),
  )
  const { PATH = '', HOME = '', DOCKER_HOST } = env
  const settings = { PATH, HOME, EXECUTOR_WARM: '1', ...(DOCKER_HOST ? { DOCKER_HOST } : {}) }
  stack = opened.use(await startStack({ stateDir, ports: 'free', env: settings }))
  // The strictest policy that allows snippets.
  docs = opened.use(
    await openDocsSite({
      policy: `default-src 'none'; script-src ${stack.url} 'self'; frame-src ${stack.url}; connect-src ${stack.url}`,
    }),
  )
  browser = opened.use(await openTestBrowser())
  visitor = opened.use(
    await openVisitor(browser, {
      origin: stack.url,
      alsoAllowed: [stack.issuerUrl, docs.origin, docs.localhost],
    }),
  )
  await visitor.page.goto('/auth/sign-in?returnTo=/status')
  await visitor.page.getByLabel('E-mail address').fill('writer@example.test')
  await visitor.page.getByRole('button', { name: 'Sign in' }).click()
  await visitor.page.waitForURL(`${stack.url}/status`)
  key = await createBrowserKey(visitor.page, [docs.origin, docs.localhost])
}, START_MS)

afterAll(() => opened.disposeAsync(), START_MS)

function createBrowserKey(page: Page, origins: string[]): Promise<string> {
  return page.evaluate(async (asked) => {
    const answer = await fetch('/api/v1/keys', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'docs', kind: 'browser', origins: asked }),
    })
    return ((await answer.json()) as { token: string }).token
  }, origins)
}

const script = () => `<script src="${stack.url}/embed.js" defer></script>`
const snippet = (code: string) =>
  `<pre data-runhive data-language="python" data-title="Python" data-key="${key}">\n${code}\n</pre>`
const frameOf = (page: Page) => page.frameLocator('iframe[title="Python: code to run"]')
/** Every API request during `work`, with its headers. */
async function callsDuring(page: Page, work: () => Promise<void>) {
  const seen: Array<Promise<{ url: string; headers: Record<string, string> }>> = []
  const note = (request: { url(): string; allHeaders(): Promise<Record<string, string>> }) => {
    if (request.url().startsWith(stack.url))
      seen.push(request.allHeaders().then((headers) => ({ url: request.url(), headers })))
  }
  page.on('request', note)
  await work()
  page.off('request', note)
  return Promise.all(seen)
}
const isRun = ({ url }: { url: string }) => url.includes('/api/v1/executions')

test(
  'a snippet in somebody’s documentation runs, can be changed and run again, and sends no cookie',
  TIMEOUT,
  async () => {
    const { page } = visitor
    docs.put('/', docsPage(snippet('print(6 * 7)') + script()))
    const calls = await callsDuring(page, async () => {
      await page.goto(`${docs.localhost}/`)
      const frame = frameOf(page)
      await frame.getByRole('button', { name: 'Run' }).click()
      await expect
        .poll(() => frame.getByRole('region', { name: 'Output' }).textContent(), TIMEOUT)
        .toBe('42\n')
      await frame
        .getByRole('textbox', { name: 'Python code' })
        .fill('import sys\nprint("<b>bold</b>")\nsys.exit(3)')
      await frame.getByRole('textbox', { name: 'Python code' }).press('Control+Enter')
      await expect
        .poll(() => frame.getByRole('status').textContent(), TIMEOUT)
        .toMatch(/^Failed with exit code 3 after /)
      expect(await frame.getByRole('region', { name: 'Output' }).textContent()).toBe('<b>bold</b>\n')
      await frame.getByRole('button', { name: 'Reset' }).click()
      expect(await frame.getByRole('textbox').inputValue()).toBe('print(6 * 7)')
    })
    expect(await page.locator('pre').isVisible()).toBe(false)
    expect(calls.filter(isRun)).toHaveLength(2)
    expect(calls.some(({ url }) => url === `${stack.url}/embed`)).toBe(true)
    for (const { url, headers } of calls) {
      expect(headers.cookie, url).toBeUndefined()
      expect(url).not.toContain('rh_')
    }
  },
)

test(
  'where the browser would send a cookie, because only the port is another, the API gets none',
  TIMEOUT,
  async () => {
    const { page } = visitor
    docs.put('/', docsPage(snippet('print(1)') + script()))
    const calls = await callsDuring(page, async () => {
      await page.goto(`${docs.origin}/`)
      await frameOf(page).getByRole('button', { name: 'Run' }).click()
      await frameOf(page)
        .getByText(/^Finished after/)
        .waitFor(TIMEOUT)
    })
    const runs = calls.filter(isRun)
    expect(runs).toHaveLength(1)
    expect(runs[0]?.headers).not.toHaveProperty('cookie')
    expect(runs[0]?.headers.authorization).toBe(`Bearer ${key}`)
    // The session exists: a page of the service itself has it.
    expect((await visitor.context.cookies(stack.url)).map(({ name }) => name)).toContain('runhive_session')
  },
)

test(
  'from an origin that the key does not name it is refused, and the reader is told why',
  TIMEOUT,
  async () => {
    await using elsewhere = await openDocsSite()
    elsewhere.put('/', docsPage(snippet('print(1)') + script()))
    const { page } = visitor
    await page.goto(`${elsewhere.origin}/`)
    await frameOf(page).getByRole('button', { name: 'Run' }).click()
    await frameOf(page).getByText(`may not be used from pages of ${elsewhere.origin}`).waitFor(TIMEOUT)
    expect(await frameOf(page).getByRole('region', { name: 'Output' }).isVisible()).toBe(false)
  },
)

test('a hostile page around cannot make the frame do anything but show text', TIMEOUT, async () => {
  await using hostile = await openDocsSite()
  hostile.put('/', docsPage(`<iframe src="${stack.url}/embed" title="f"></iframe>`))
  const { page } = visitor
  await page.goto(`${hostile.origin}/`)
  const markup = '<img src=x onerror="document.title=1"><script>document.title=1</script>'
  await page.evaluate((text) => {
    const frame = document.querySelector('iframe')?.contentWindow
    const snippet = { title: text, code: text, theme: 'auto' }
    for (const message of [
      { runhive: 'show', snippet: { ...snippet, html: text } },
      { runhive: 'show', snippet: { ...snippet, theme: 'javascript:alert(1)' } },
      { runhive: 'eval', code: 'document.title = 1' },
      'document.title = 1',
      { runhive: 'show', snippet },
      { runhive: 'outcome', run: 1, outcome: { good: true, summary: text, stdout: text, stderr: text } },
    ])
      frame?.postMessage(message, '*')
  }, markup)
  const frame = page.frameLocator('iframe')
  await expect.poll(() => frame.getByRole('status').textContent()).toBe(markup)
  expect(await frame.getByRole('region', { name: 'Output' }).textContent()).toBe(markup + markup)
  expect(await frame.locator('img, script:not([src]), a, form, iframe').count()).toBe(0)

  const inside = page.frames().find((own) => own.url() === `${stack.url}/embed`)
  // Not even the frame's own script could: its policy forbids requests, windows and navigation.
  const tried = await inside?.evaluate(async () => ({
    title: document.title,
    asked: await fetch('/api/v1/account').then(
      () => 'answered',
      () => 'refused',
    ),
    opened: window.open('/account') === null ? 'refused' : 'opened',
  }))
  expect(tried).toEqual({ title: 'Code to run', asked: 'refused', opened: 'refused' })
  const reached = await page.evaluate(() => {
    try {
      return String(document.querySelector('iframe')?.contentWindow?.document.title)
    } catch (error) {
      return (error as Error).name
    }
  })
  expect(reached).toBe('SecurityError')
})

test('no other page of the service can be framed', TIMEOUT, async () => {
  await using hostile = await openDocsSite()
  hostile.put('/', docsPage(`<iframe src="${stack.url}/embed-code" title="f"></iframe>`))
  const { page } = visitor
  await page.goto(`${hostile.origin}/`)
  await expect.poll(() => page.frames().map((own) => own.url())).toContain('chrome-error://chromewebdata/')
})

test('what other windows say is heard by neither side', TIMEOUT, async () => {
  await using other = await openDocsSite()
  const run = { runhive: 'run', run: 1, code: 'print("theirs")' }
  const show = { runhive: 'show', snippet: { title: 'Theirs', code: 'theirs', theme: 'auto' } }
  other.put(
    '/',
    `<script>parent.postMessage(${JSON.stringify(run)}, '*')
     for (let i = 0; i < parent.length; i++) parent[i].postMessage(${JSON.stringify(show)}, '*')
     document.title = 'said'</script>`,
  )
  await using reading = await openDocsSite()
  const frames = `<iframe src="${stack.url}/embed" title="bare"></iframe>`
  const { page } = visitor
  await page.goto('/status')
  const ownKey = await createBrowserKey(page, [reading.origin])
  reading.put('/', docsPage(snippet('print("ours")').replace(key, ownKey) + frames + script()))
  const calls = await callsDuring(page, async () => {
    await page.goto(`${reading.origin}/`)
    await frameOf(page).getByRole('button', { name: 'Run' }).waitFor()
    // A frame of the right origin that is not the snippet's, and one of another origin.
    const bare = page
      .frames()
      .find((own) => own.url().endsWith('/embed') && own.parentFrame() === page.mainFrame())
    await bare?.evaluate((message) => parent.postMessage(message, '*'), run)
    await page.evaluate((address) => {
      const frame = document.createElement('iframe')
      frame.src = address
      document.body.append(frame)
    }, `${other.origin}/`)
    await expect
      .poll(async () =>
        page
          .frames()
          .find((own) => own.url() === `${other.origin}/`)
          ?.title(),
      )
      .toBe('said')
    await frameOf(page).getByRole('button', { name: 'Run' }).click()
    await expect
      .poll(() => frameOf(page).getByRole('region', { name: 'Output' }).textContent(), TIMEOUT)
      .toBe('ours\n')
  })
  expect(calls.filter(isRun)).toHaveLength(1)
  expect(await frameOf(page).getByRole('textbox').inputValue()).toBe('print("ours")')
})

test('without the script, and while the service is away, the code can be read', TIMEOUT, async () => {
  docs.put('/', docsPage(`${snippet('print(1)')}<script src="http://127.0.0.1:9/embed.js" defer></script>`))
  await using reader = await openVisitor(browser, { origin: docs.origin })
  await reader.page.goto('/')
  expect(await reader.page.locator('pre').isVisible()).toBe(true)
  expect(await reader.page.locator('pre').textContent()).toContain('print(1)')
})

test('the frame fits a phone, and takes the look that the page asks for', TIMEOUT, async () => {
  docs.put('/', docsPage(snippet('print(1)').replace('data-key', 'data-theme="dark" data-key') + script()))
  const { page } = visitor
  await page.setViewportSize(PHONE)
  await page.goto(`${docs.origin}/`)
  await frameOf(page).getByRole('button', { name: 'Run' }).click()
  await frameOf(page)
    .getByText(/^Finished after/)
    .waitFor(TIMEOUT)
  const inside = page.frames().find((own) => own.url().endsWith('/embed'))
  const { theme, hidden, wide } = (await inside?.evaluate(() => ({
    theme: document.documentElement.dataset.theme,
    hidden: document.documentElement.scrollHeight - innerHeight,
    wide: document.documentElement.scrollWidth - innerWidth,
  }))) ?? { theme: '', hidden: -1, wide: -1 }
  expect(theme).toBe('dark')
  expect(hidden).toBeLessThanOrEqual(0)
  expect(wide).toBeLessThanOrEqual(0)
})

test('what the frame shows has no serious barrier, in either look', TIMEOUT, async () => {
  const { page } = visitor
  await page.goto('/embed')
  for (const theme of ['light', 'dark']) {
    // Opened directly, the frame is its own parent.
    await page.evaluate((look) => {
      const snippet = { title: 'Python', code: 'print(1)', theme: look }
      postMessage({ runhive: 'show', snippet }, '*')
    }, theme)
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe(theme)
    await page.evaluate(() => {
      const outcome = { good: false, summary: 'Failed.', stdout: '1', stderr: '2' }
      // With the id of any run.
      for (let run = 0; run < 5; run += 1) postMessage({ runhive: 'outcome', run, outcome }, '*')
    })
    await page.getByText('Failed.').waitFor()
    expect((await findBarriers(page)).filter(isSerious)).toEqual([])
  }
})
