import { eventKey } from '@runhive/contracts/execution-streams'
import type { LiveLease } from '../db/slots.ts'

export interface CancelSuspendedDeps {
  /** Executions of suspended accounts that may not have ended. */
  readonly listLive: () => Promise<readonly LiveLease[]>
  /** Says to whoever holds the execution of this key, now or later, that it is cancelled. Twice is once. */
  readonly cancel: (key: string) => Promise<void>
}

/** Told at once: a stream's acknowledgements are awaited together, not all of ten thousand. */
const BATCH = 100

/**
 * Cancels what suspended accounts have queued or running, found by the leases that admission gave. It is done again and
 * again, because a request that was admitted a moment before may become an execution a moment after, and because a
 * process may die in between. One that cannot be told holds up no other.
 */
export function createCancelSuspended(deps: CancelSuspendedDeps): () => Promise<void> {
  let told: ReadonlySet<string> = new Set()
  return async () => {
    const keys = (await deps.listLive()).map(({ owner, executionId }) => eventKey(owner, executionId))
    const news = keys.filter((key) => !told.has(key))
    const failed = new Set<string>()
    let failure: unknown
    for (let from = 0; from < news.length; from += BATCH) {
      const tell = (key: string) =>
        deps.cancel(key).catch((error: unknown) => {
          failed.add(key)
          failure ??= error
        })
      await Promise.all(news.slice(from, from + BATCH).map(tell))
    }
    told = new Set(keys.filter((key) => !failed.has(key)))
    if (failed.size > 0) throw failure
  }
}
