export interface Repeated extends AsyncDisposable {
  /** Does the work now, or once more right after what is under way. */
  soon(): void
}

/**
 * Does some work every now and then, never twice at once in this process. A failure is reported, and the work is done
 * again at its next time. Disposing aborts `signal` and waits for the work under way.
 */
export function repeat(
  work: (signal: AbortSignal) => Promise<void>,
  options: { everyMs: number; onError: (error: unknown) => void },
): Repeated {
  const stopping = new AbortController()
  let running: Promise<void> | undefined
  let again = false

  const run = () => {
    if (stopping.signal.aborted) return
    if (running) {
      again = true
      return
    }
    again = false
    running = work(stopping.signal)
      .catch(options.onError)
      .finally(() => {
        running = undefined
        if (again) run()
      })
  }
  const timer = setInterval(run, options.everyMs)
  run()
  return {
    soon: run,
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      stopping.abort()
      await running
    },
  }
}
