import { setTimeout as delay } from 'node:timers/promises'
import type { Recovery } from '../edge-result.ts'
import { PROMISES } from '../judge.ts'
import type { GatewayProbe, Reading } from './gateway-probe.ts'
import type { Leases } from './leases.ts'

const EVERY_MS = 250

/** The highest readings since the watch began. */
export interface Watch {
  readonly memory: number
  readonly descriptors: number
  /** Processor time used meanwhile, seconds. */
  readonly cpuSeconds: number
  /** How long it waited for a processor meanwhile, seconds. */
  readonly waitedSeconds: number
  /** Whether the process was alive at every reading. */
  readonly alive: boolean
}

/** Reads the probe four times a second until `over` settles. */
export async function watchGateway(probe: GatewayProbe, over: Promise<unknown>): Promise<Watch> {
  let isOver = false
  void over.finally(() => {
    isOver = true
  })
  const readings: Reading[] = []
  let alive = true
  for (;;) {
    const reading = probe.read()
    if (reading) readings.push(reading)
    else alive = false
    if (isOver) break
    await delay(EVERY_MS)
  }
  const most = (key: 'memory' | 'descriptors') => Math.max(0, ...readings.map((reading) => reading[key]))
  const spent = (key: 'cpuSeconds' | 'waitedSeconds') =>
    (readings.at(-1)?.[key] ?? 0) - (readings[0]?.[key] ?? 0)
  return {
    memory: most('memory'),
    descriptors: most('descriptors'),
    cpuSeconds: spent('cpuSeconds'),
    waitedSeconds: spent('waitedSeconds'),
    alive,
  }
}

/** How the measures recover after the attacks. Resolves when all have, or after `timeoutMs`. */
export async function awaitRecovery(
  options: { probe: GatewayProbe; leases: Leases | undefined; timeoutMs: number },
  quiet: Watch,
  during: Watch,
): Promise<{ memory: Recovery; descriptors: Recovery; leases: Recovery | undefined }> {
  const { probe, leases, timeoutMs } = options
  const held = await leases?.count().catch(() => Number.NaN)
  const [memory, descriptors, slots] = await Promise.all([
    settle(timeoutMs, PROMISES.memoryRecovered + quiet.memory, async () => probe.read()?.memory),
    settle(
      timeoutMs,
      PROMISES.descriptorsRecovered + quiet.descriptors,
      async () => probe.read()?.descriptors,
    ),
    leases && settle(timeoutMs, 0, () => leases.count()),
  ])
  return {
    memory: { quiet: quiet.memory, peak: during.memory, ...memory },
    descriptors: { quiet: quiet.descriptors, peak: during.descriptors, ...descriptors },
    leases: slots && { quiet: 0, peak: held ?? 0, ...slots },
  }
}

/** Measures until the value is at most `enough`. A measurement that fails or finds nothing has not recovered. */
async function settle(
  timeoutMs: number,
  enough: number,
  measure: () => Promise<number | undefined>,
): Promise<Pick<Recovery, 'after' | 'recoverySeconds'>> {
  const startedAt = performance.now()
  for (;;) {
    const after = (await measure().catch(() => undefined)) ?? Number.NaN
    const ms = performance.now() - startedAt
    if (after <= enough) return { after, recoverySeconds: ms / 1000 }
    if (ms >= timeoutMs) return { after, recoverySeconds: undefined }
    await delay(EVERY_MS)
  }
}
