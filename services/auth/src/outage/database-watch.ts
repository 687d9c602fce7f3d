import { Unavailable } from '@runhive/contracts/define'
import { answerInTime } from './answer-in-time.ts'

/** How often a database that is away is pinged, milliseconds. */
const PING_EVERY_MS = 500

export interface DatabaseWatch extends AsyncDisposable {
  /** True from the first query that failed because of it until it has answered again. */
  readonly away: boolean
  /** Does work that needs the database. While that is known to be away, it fails at once, with the first error. */
  attempt<T>(work: () => Promise<T>): Promise<T>
  /**
   * Does work that needs the database, or falls back when that is away. While it is known to be away nothing waits for
   * it, except where there is no fallback: then `fallback` throws the cause it was given. Other errors pass.
   */
  withFallback<T>(work: () => Promise<T>, fallback: (cause: unknown) => T | Promise<T>): Promise<T>
}

/**
 * Notices that the database is away, and that it is back. Then `onReturn` runs. Only when that has succeeded does the
 * database count as back, with all that was kept in memory meanwhile.
 */
export function createDatabaseWatch(deps: {
  ping: () => Promise<void>
  onReturn?: () => Promise<void>
  onChange?: (away: boolean, cause: unknown) => void
}): DatabaseWatch {
  let cause: unknown
  let timer: NodeJS.Timeout | undefined
  let pinging: Promise<void> | undefined
  let closed = false

  const ping = async () => {
    try {
      await answerInTime(deps.ping())
      await deps.onReturn?.()
      cause = undefined
      deps.onChange?.(false, undefined)
    } catch (error) {
      // What is in memory has not all been written.
      if (!(error instanceof Unavailable)) deps.onChange?.(true, error)
      pingLater()
    }
  }
  const pingNow = () => {
    clearTimeout(timer)
    pinging ??= ping().finally(() => {
      pinging = undefined
    })
  }
  const pingLater = () => {
    if (!closed) timer = setTimeout(pingNow, PING_EVERY_MS)
  }
  const noteAway = (error: Unavailable) => {
    if (cause !== undefined || closed) return
    cause = error
    deps.onChange?.(true, error)
    pingLater()
  }

  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    if (cause !== undefined) throw cause
    try {
      return await work()
    } catch (error) {
      if (error instanceof Unavailable) noteAway(error)
      throw error
    }
  }

  return {
    get away() {
      return cause !== undefined
    },
    attempt,
    async withFallback(work, fallback) {
      const known = cause
      if (known === undefined) {
        return attempt(work).catch((error: unknown) => {
          if (!(error instanceof Unavailable)) throw error
          return fallback(error)
        })
      }
      try {
        return await fallback(known)
      } catch (error) {
        if (error !== known) throw error
        const done = await work()
        if (cause !== undefined && !closed) pingNow()
        return done
      }
    },
    async [Symbol.asyncDispose]() {
      closed = true
      clearTimeout(timer)
      await pinging
    },
  }
}
