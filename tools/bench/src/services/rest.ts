import { setTimeout as delay } from 'node:timers/promises'
import { growth, scaled } from './per-execution.ts'
import type { ByName } from './results.ts'
import type { Subject } from './subject.ts'

/** Several periods of every timer that looks for work twice a second. */
const REST_MS = 5_000

/** Processor time of processes that have nothing to do, milliseconds a second. */
export async function measureRest(subject: Subject): Promise<ByName> {
  const [before, startedAt] = [subject.cpu.read(), performance.now()]
  await delay(REST_MS)
  const seconds = (performance.now() - startedAt) / 1_000
  return scaled(growth(before, subject.cpu.read()), 1 / seconds)
}
