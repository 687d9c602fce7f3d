import { setTimeout as wait } from 'node:timers/promises'

/**
 * Does `work` now, and again `everyMs` after it ended, whether or not it failed. Disposing aborts the signal it got, and waits for the
 * work under way.
 */
export function repeat(
  work: (signal: AbortSignal) => Promise<void>,
  options: { everyMs: number; onFailed: (error: unknown) => void },
): AsyncDisposable {
  const stop = new AbortController()
  const run = async () => {
    while (!stop.signal.aborted) {
      // Also what is thrown before the work has begun must not end the repeating.
      await Promise.try(work, stop.signal).catch(options.onFailed)
      await wait(options.everyMs, undefined, { signal: stop.signal }).catch(() => {})
    }
  }
  const ended = run()
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await ended
    },
  }
}
