export interface Repeated extends AsyncDisposable {
  /** Does the work now, or once more right after what is under way. */
  soon(): void
}

/**
 * Does `work` now, and again `everyMs` after it ended, whether or not it failed; never twice at once. Disposing aborts
 * the signal that the work got, and waits for the work under way.
 */
export function repeat(
  work: (signal: AbortSignal) => Promise<void>,
  { everyMs, onFailed }: { everyMs: number; onFailed: (error: unknown) => void },
): Repeated {
  const stop = new AbortController()
  let isDue = true
  let wake = () => {}

  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, everyMs)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const run = async () => {
    while (!stop.signal.aborted) {
      isDue = false
      // What is thrown before the work has begun must not end the repetition either.
      await Promise.try(work, stop.signal).catch(onFailed)
      if (!isDue && !stop.signal.aborted) await pause()
    }
  }
  const ended = run()
  return {
    soon() {
      isDue = true
      wake()
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      wake()
      await ended
    },
  }
}
