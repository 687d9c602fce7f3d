import { pause } from './abortable.ts'

const FIRST_MS = 200
const LONGEST_MS = 3_200
/** Who has not been refused for so long begins anew. */
const OVER_MS = 10_000

/**
 * Pauses between tries: none after the first refusal, then longer ones, each drawn, so that hundreds of processes that were refused together do
 * not come again together. Ends early when the signal aborts.
 */
export function createPatience(): (signal: AbortSignal) => Promise<void> {
  let nextMs = 0
  let lastAt = Number.NEGATIVE_INFINITY
  return async (signal) => {
    if (performance.now() - lastAt > OVER_MS) nextMs = 0
    const ms = nextMs * (0.5 + Math.random() / 2)
    nextMs = Math.min(LONGEST_MS, Math.max(FIRST_MS, 2 * nextMs))
    if (ms > 0) await pause(ms, signal)
    lastAt = performance.now()
  }
}
