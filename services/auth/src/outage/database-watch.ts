import { Unavailable } from '@runhive/contracts/define'
import { answerInTime } from './answer-in-time.ts'

/** How often a database that is away is asked whether it is back, milliseconds. */
const ASK_EVERY_MS = 500

export interface DatabaseWatch extends AsyncDisposable {
  /** True from the first query that failed because of it until it has answered again. */
  readonly away: boolean
  /** Does work that needs the database. While it is known to be away, it fails at once, with what made it known. */
  attempt<T>(work: () => Promise<T>): Promise<T>
  /**
   * Does work that needs the database, or falls back on the insurance when it is away. While it is known to be away nobody waits
   * for it, except whoever is not insured: an insurance that throws the cause it was given. Other errors pass.
   */
  insured<T>(work: () => Promise<T>, insurance: (cause: unknown) => T | Promise<T>): Promise<T>
}

/**
 * Notices that the database is away, and that it is back. Then `onReturn` runs, and only when that has succeeded the database counts
 * as back: what the insurance gathered is in it.
 */
export function createDatabaseWatch(deps: {
  ping: () => Promise<void>
  onReturn?: () => Promise<void>
  onChange?: (away: boolean, cause: unknown) => void
}): DatabaseWatch {
  let cause: unknown
  let timer: NodeJS.Timeout | undefined
  let asking: Promise<void> | undefined
  let closed = false

  const ask = async () => {
    try {
      await answerInTime(deps.ping())
      await deps.onReturn?.()
      cause = undefined
      deps.onChange?.(false, undefined)
    } catch (error) {
      // Whatever it is, what was gathered is not safe yet.
      if (!(error instanceof Unavailable)) deps.onChange?.(true, error)
      askLater()
    }
  }
  const askNow = () => {
    clearTimeout(timer)
    asking ??= ask().finally(() => {
      asking = undefined
    })
  }
  const askLater = () => {
    if (!closed) timer = setTimeout(askNow, ASK_EVERY_MS)
  }
  const noteAway = (error: Unavailable) => {
    if (cause !== undefined || closed) return
    cause = error
    deps.onChange?.(true, error)
    askLater()
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
    async insured(work, insurance) {
      const known = cause
      if (known === undefined) {
        return attempt(work).catch((error: unknown) => {
          if (!(error instanceof Unavailable)) throw error
          return insurance(error)
        })
      }
      try {
        return await insurance(known)
      } catch (error) {
        if (error !== known) throw error
        const done = await work()
        if (cause !== undefined && !closed) askNow()
        return done
      }
    },
    async [Symbol.asyncDispose]() {
      closed = true
      clearTimeout(timer)
      await asking
    },
  }
}
