import { setTimeout as delay } from 'node:timers/promises'
import type { Course } from '../edge-figures.ts'
import { PROMISES } from '../judge.ts'
import type { GatewayEyes, Look } from './gateway-eyes.ts'
import type { Leases } from './leases.ts'

const EVERY_MS = 250

/** The most seen of each measure since the watch began. */
export interface Watch {
  readonly memory: number
  readonly descriptors: number
  /** Seconds of processor time in between. */
  readonly cpuSeconds: number
  /** Seconds that it waited for a processor in between. */
  readonly waitedSeconds: number
  /** Whether the process was there at every look. */
  readonly alive: boolean
}

/** Looks four times a second until `over` settles. */
export async function watchGateway(eyes: GatewayEyes, over: Promise<unknown>): Promise<Watch> {
  let isOver = false
  void over.finally(() => {
    isOver = true
  })
  const looks: Look[] = []
  let alive = true
  for (;;) {
    const look = eyes.look()
    if (look) looks.push(look)
    else alive = false
    if (isOver) break
    await delay(EVERY_MS)
  }
  const most = (key: 'memory' | 'descriptors') => Math.max(0, ...looks.map((look) => look[key]))
  const spent = (key: 'cpuSeconds' | 'waitedSeconds') => (looks.at(-1)?.[key] ?? 0) - (looks[0]?.[key] ?? 0)
  return {
    memory: most('memory'),
    descriptors: most('descriptors'),
    cpuSeconds: spent('cpuSeconds'),
    waitedSeconds: spent('waitedSeconds'),
    alive,
  }
}

/** How the measures went, when the attacks are over: looks until all are back, or long enough. */
export async function awaitBack(
  options: { eyes: GatewayEyes; leases: Leases | undefined; withinMs: number },
  quiet: Watch,
  during: Watch,
): Promise<{ memory: Course; descriptors: Course; leases: Course | undefined }> {
  const { eyes, leases, withinMs } = options
  const held = await leases?.count().catch(() => Number.NaN)
  const [memory, descriptors, places] = await Promise.all([
    settle(withinMs, PROMISES.memoryBack + quiet.memory, async () => eyes.look()?.memory),
    settle(withinMs, PROMISES.descriptorsBack + quiet.descriptors, async () => eyes.look()?.descriptors),
    leases && settle(withinMs, 0, () => leases.count()),
  ])
  return {
    memory: { quiet: quiet.memory, peak: during.memory, ...memory },
    descriptors: { quiet: quiet.descriptors, peak: during.descriptors, ...descriptors },
    leases: places && { quiet: 0, peak: held ?? 0, ...places },
  }
}

/** Looks until the measure is small enough. A look that finds nothing there is not back. */
async function settle(
  withinMs: number,
  enough: number,
  look: () => Promise<number | undefined>,
): Promise<Pick<Course, 'after' | 'backSeconds'>> {
  const startedAt = performance.now()
  for (;;) {
    const after = (await look().catch(() => undefined)) ?? Number.NaN
    const ms = performance.now() - startedAt
    if (after <= enough) return { after, backSeconds: ms / 1000 }
    if (ms >= withinMs) return { after, backSeconds: undefined }
    await delay(EVERY_MS)
  }
}
