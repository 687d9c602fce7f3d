export interface Repeated extends AsyncDisposable {
  /** Does the work now, or once more right after what is under way. */
  soon(): void
}

/** Milliseconds until there is more to do; undefined when nothing is known of. */
export type NextDue = number | undefined

export interface RepeatOptions {
  /**
   * The longest pause between the end of the work and its next beginning, milliseconds; a random part of a quarter
   * shorter, so that what began together does not go on together.
   */
  readonly everyMs: number
  /** The pause after a failure, milliseconds. Default: `everyMs`. */
  readonly retryMs?: number
  readonly onFailed: (error: unknown) => void
}

/** The shortest pause that work can ask for, milliseconds: what is due at about the same time is done together. */
const LEAST_MS = 100

/**
 * Does `work` now, and again when the time has come that it gave, when it is asked to by `soon`, and at the latest
 * `everyMs` after it ended, whether or not it failed; never twice at once. So work of which a notification tells, or
 * whose time is known, needs `everyMs` only as a safety net, and that can be long. Disposing aborts the signal that the
 * work got, and waits for the work under way.
 */
export function repeat(
  // biome-ignore lint/suspicious/noConfusingVoidType: most work has nothing to say about when there is more
  work: (signal: AbortSignal) => Promise<NextDue | void>,
  { everyMs, retryMs = everyMs, onFailed }: RepeatOptions,
): Repeated {
  const stop = new AbortController()
  let isDue = true
  let wake = () => {}

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  /** Gives the pause after it. */
  const once = async () => {
    const longestMs = everyMs * (1 - Math.random() / 4)
    try {
      const dueInMs = (await work(stop.signal)) ?? longestMs
      return Math.min(longestMs, Math.max(LEAST_MS, dueInMs))
    } catch (error) {
      onFailed(error)
      return Math.min(longestMs, retryMs)
    }
  }
  const run = async () => {
    while (!stop.signal.aborted) {
      isDue = false
      const pauseMs = await once()
      if (!isDue && !stop.signal.aborted) await pause(pauseMs)
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
