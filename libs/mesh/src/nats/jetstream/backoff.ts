import { pause } from '../../abortable.ts'

const FIRST_MS = 200
const MAX_MS = 3_200
/** After so long without a refusal the backoff starts over. */
const RESET_MS = 10_000

/**
 * Exponential backoff with jitter: no pause after the first refusal, then longer ones. Jitter keeps hundreds of
 * processes that were refused together from coming back together. A pause ends early when the signal aborts.
 */
export function createBackoff(): (signal: AbortSignal) => Promise<void> {
  let nextMs = 0
  let lastAt = Number.NEGATIVE_INFINITY
  return async (signal) => {
    if (performance.now() - lastAt > RESET_MS) nextMs = 0
    const ms = nextMs * (0.5 + Math.random() / 2)
    nextMs = Math.min(MAX_MS, Math.max(FIRST_MS, 2 * nextMs))
    if (ms > 0) await pause(ms, signal)
    lastAt = performance.now()
  }
}
