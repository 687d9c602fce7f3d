import type { Browser, CDPSession, Page } from 'playwright-core'

/** What somebody waits for who comes for the first time. Times from the start of navigation, milliseconds. */
export interface FirstLoad {
  /** As they came over the wire, heads of answers included, bytes. */
  readonly transferredBytes: number
  readonly requests: number
  readonly firstPaintMs: number
  readonly largestPaintMs: number
  /** After the first paint, the end of the last task longer than 50 ms before five quiet seconds. */
  readonly interactiveMs: number
  /** What tasks after the first paint took beyond 50 ms each, summed. */
  readonly blockingMs: number
  /** Sum of what moved after it was shown: 0 is best, up to 0.1 is good. */
  readonly layoutShift: number
}

export interface Conditions {
  readonly name: string
  /** How many times slower than this machine the processor is made. */
  readonly processorSlowdown: number
  /** undefined: as fast as loopback is. */
  readonly network?: { readonly latencyMs: number; readonly bitsPerSecond: number }
}

/** As Lighthouse measures phones: a slow fourth-generation network, a processor four times slower. */
export const SLOW_PHONE: Conditions = {
  name: 'slow phone',
  processorSlowdown: 4,
  network: { latencyMs: 150, bitsPerSecond: 1_638_400 },
}
export const DESKTOP_AT_HOME: Conditions = { name: 'this machine', processorSlowdown: 1 }

const QUIET_MS = 5_000
/** Shorter tasks keep nobody waiting. */
const LONG_TASK_MS = 50

/** Loads a page as somebody who has never been there: no cache, no cookies. */
export async function measureFirstLoad(
  browser: Browser,
  address: string,
  conditions: Conditions,
): Promise<FirstLoad> {
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    const traffic = await countTraffic(session)
    await apply(session, conditions)
    await page.addInitScript(observe)
    await page.goto(address, { waitUntil: 'load' })
    const seen = await untilQuiet(page)
    return { ...traffic(), ...summarize(seen) }
  } finally {
    await context.close()
  }
}

async function countTraffic(session: CDPSession) {
  let transferredBytes = 0
  let requests = 0
  session.on('Network.requestWillBeSent', () => {
    requests += 1
  })
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    transferredBytes += encodedDataLength
  })
  await session.send('Network.enable')
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  return () => ({ transferredBytes, requests })
}

async function apply(session: CDPSession, { processorSlowdown, network }: Conditions): Promise<void> {
  await session.send('Emulation.setCPUThrottlingRate', { rate: processorSlowdown })
  if (!network) return
  const bytesPerSecond = network.bitsPerSecond / 8
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: network.latencyMs,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
  })
}

interface Seen {
  readonly firstPaintMs: number
  readonly largestPaintMs: number
  readonly layoutShift: number
  readonly longTasks: ReadonlyArray<{ readonly start: number; readonly duration: number }>
}
type Watched = typeof globalThis & { seenByTest: { -readonly [K in keyof Seen]: Seen[K] } }

/** Runs in the page before its own scripts. */
function observe(): void {
  const longTasks: Array<{ start: number; duration: number }> = []
  const seen = { firstPaintMs: 0, largestPaintMs: 0, layoutShift: 0, longTasks }
  ;(globalThis as Watched).seenByTest = seen
  const watch = (type: string, each: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({ type, buffered: true })
  watch('paint', (entry) => {
    if (entry.name === 'first-contentful-paint') seen.firstPaintMs = entry.startTime
  })
  watch('largest-contentful-paint', (entry) => {
    seen.largestPaintMs = entry.startTime
  })
  watch('longtask', (entry) => longTasks.push({ start: entry.startTime, duration: entry.duration }))
  watch('layout-shift', (entry) => {
    const shift = entry as PerformanceEntry & { value: number; hadRecentInput: boolean }
    if (!shift.hadRecentInput) seen.layoutShift += shift.value
  })
}

/** Waits until nothing long has run for the quiet time, by the page's own clock. */
async function untilQuiet(page: Page): Promise<Seen> {
  await page.waitForFunction(
    (quietMs) => {
      const { seenByTest: seen } = globalThis as Watched
      const last = seen.longTasks.at(-1)
      const since = Math.max(seen.firstPaintMs, last ? last.start + last.duration : 0)
      return seen.firstPaintMs > 0 && performance.now() - since > quietMs
    },
    QUIET_MS,
    { polling: 250, timeout: 60_000 },
  )
  return page.evaluate(() => (globalThis as Watched).seenByTest)
}

function summarize(seen: Seen) {
  const { longTasks, ...rest } = seen
  const after = longTasks.filter(({ start, duration }) => start + duration > seen.firstPaintMs)
  const ends = after.map(({ start, duration }) => start + duration)
  return {
    ...rest,
    interactiveMs: Math.max(seen.firstPaintMs, ...ends),
    blockingMs: after.reduce((sum, { duration }) => sum + (duration - LONG_TASK_MS), 0),
  }
}
