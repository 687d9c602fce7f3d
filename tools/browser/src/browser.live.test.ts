import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findBarriers, isSerious } from './accessibility.ts'
import type { Browser } from './browser.ts'
import { DESKTOP_AT_HOME, measureFirstLoad, SLOW_PHONE } from './first-load.ts'
import { widthBeyondWindow } from './screenshots.ts'
import { openTestBrowser } from './testing.ts'
import { openVisitor, PHONE } from './visitor.ts'

const page = (body: string) =>
  `<!doctype html><html lang="en"><title>t</title><main><h1>t</h1>${body}</main></html>`
const PAGES: Record<string, string> = {
  '/': page('<p>nothing wrong</p>'),
  '/stray': page('<img alt="" src="http://127.0.0.1:9/pixel.gif">'),
  '/inline': page('<script>document.title = "ran"</script>'),
  '/throws': page('<script src="/throws.js"></script>'),
  '/throws.js': 'throw new Error("on purpose")',
  '/unlabelled': page('<input>'),
  '/wide': page('<div>wide</div><style>div { width: 900px }</style>'),
  '/busy': page('<script src="/busy.js"></script>'),
  '/busy.js':
    'setTimeout(() => { const end = performance.now() + 300; while (performance.now() < end); }, 200)',
}

let origin = ''
let browser: Browser & AsyncDisposable
const opened = new AsyncDisposableStack()
beforeAll(async () => {
  const server = createServer(({ url = '/' }, response) => {
    const type = url.endsWith('.js') ? 'text/javascript' : 'text/html'
    response.setHeader('content-security-policy', "script-src 'self'; img-src *")
    response.writeHead(200, { 'content-type': type }).end(PAGES[url] ?? '')
  }).listen(0, '127.0.0.1')
  opened.defer(async () => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  browser = opened.use(await openTestBrowser())
})
afterAll(() => opened.disposeAsync())

test('a request to another origin is on record, and one to the own is not', async () => {
  await using visitor = await openVisitor(browser, { origin })
  await visitor.page.goto('/')
  expect(visitor.strayRequests).toEqual([])
  await visitor.page.goto('/stray')
  expect(visitor.strayRequests).toEqual(['http://127.0.0.1:9/pixel.gif'])
})

test('a script that the policy forbids, and one that throws, are problems on record', async () => {
  await using visitor = await openVisitor(browser, { origin })
  await visitor.page.goto('/')
  expect(visitor.problems).toEqual([])
  await visitor.page.goto('/inline')
  expect(visitor.problems).toEqual([expect.stringContaining('Content Security Policy')])
  await visitor.page.goto('/throws')
  expect(visitor.problems[1]).toBe('uncaught: on purpose')
})

test('a field without a label is a serious barrier, and a sound page has none', async () => {
  await using visitor = await openVisitor(browser, { origin })
  await visitor.page.goto('/')
  expect(await findBarriers(visitor.page)).toEqual([])
  await visitor.page.goto('/unlabelled')
  const barriers = await findBarriers(visitor.page)
  expect(barriers.filter(isSerious)).toEqual([expect.stringMatching(/^critical label at input: /)])
})

test('a page wider than a phone is found out', async () => {
  await using visitor = await openVisitor(browser, { origin, viewport: PHONE })
  await visitor.page.goto('/')
  expect(await widthBeyondWindow(visitor.page)).toBe(0)
  await visitor.page.goto('/wide')
  expect(await widthBeyondWindow(visitor.page)).toBeGreaterThan(500)
})

test('a first load counts every byte, and a long task puts off the time to interact', {
  timeout: 60_000,
}, async () => {
  const quiet = await measureFirstLoad(browser, `${origin}/`, DESKTOP_AT_HOME)
  expect(quiet.requests).toBeGreaterThanOrEqual(1)
  expect(quiet.transferredBytes).toBeGreaterThan(Buffer.byteLength(PAGES['/'] ?? ''))
  expect(quiet.firstPaintMs).toBeGreaterThan(0)
  const busy = await measureFirstLoad(browser, `${origin}/busy`, DESKTOP_AT_HOME)
  // The script is busy from 200 ms to 500 ms at the earliest.
  expect(busy.interactiveMs).toBeGreaterThan(450)
  expect(busy.blockingMs).toBeGreaterThan(200)
})

test('a slow network makes the first paint late', { timeout: 60_000 }, async () => {
  const slow = await measureFirstLoad(browser, `${origin}/`, SLOW_PHONE)
  expect(slow.firstPaintMs).toBeGreaterThan(SLOW_PHONE.network?.latencyMs ?? 0)
})
