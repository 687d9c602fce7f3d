/** As `fetch`. */
export type Send = (input: URL | string | Request, init?: object) => Promise<Response>

const TRIES = 6
/** Without a word from the gateway, and at most, milliseconds. */
const PAUSE_MS = 1_000
const MAX_PAUSE_MS = 5_000

/**
 * Asks again, after the pause that the answer names, when the answer is 503: a gateway that is stopping says so on a
 * connection it had kept open, and the next connection leads to another one. An EventSource by itself would end its
 * stream for good.
 */
export function askAgainWhenAway(send: Send): Send {
  return async (input, init) => {
    for (let tries = 1; ; tries += 1) {
      const answer = await send(input, init)
      if (answer.status !== 503 || tries === TRIES) return answer
      await answer.body?.cancel()
      await pause(pauseOf(answer), signalOf(init))
    }
  }
}

function signalOf(init: object | undefined): AbortSignal | undefined {
  return init && 'signal' in init && init.signal instanceof AbortSignal ? init.signal : undefined
}

function pauseOf(answer: Response): number {
  const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) ? Math.min(seconds * 1_000, MAX_PAUSE_MS) : PAUSE_MS
}

/** Rejects as `fetch` does when the signal aborts meanwhile. */
async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  const over = Promise.withResolvers<void>()
  const stop = () => over.reject(signal?.reason)
  const timer = setTimeout(over.resolve, ms)
  signal?.addEventListener('abort', stop)
  try {
    if (signal?.aborted) stop()
    await over.promise
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  }
}
