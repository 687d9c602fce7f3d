import { eventKey } from '@runhive/contracts/execution-streams'
import type { Logger } from '@runhive/process/log'
import { type Repeated, repeat } from '@runhive/process/repeat'
import type { Slot } from '../domain/limits.ts'

export interface CancelSuspendedDeps {
  /** Executions of suspended accounts that may still run. */
  readonly listLive: () => Promise<readonly Slot[]>
  /** Cancels the execution with this key, now or when an executor takes it. Twice has the effect of once. */
  readonly cancel: (key: string) => Promise<void>
}

const CANCEL_EVERY_MS = 1_000
/** Sent at once: acknowledgements of a batch are awaited together, but not those of ten thousand. */
const BATCH = 100

/**
 * Cancels what suspended accounts have queued or running, found by their concurrency slots. It is done again and again:
 * a request that was admitted just before may become an execution just after, and a process may die in between. A
 * failure to cancel one does not stop the others.
 */
export function createCancelSuspended(deps: CancelSuspendedDeps): () => Promise<void> {
  let cancelled: ReadonlySet<string> = new Set()
  return async () => {
    const keys = (await deps.listLive()).map(({ owner, executionId }) => eventKey(owner, executionId))
    const added = keys.filter((key) => !cancelled.has(key))
    const failed = new Set<string>()
    let failure: unknown
    for (let from = 0; from < added.length; from += BATCH) {
      const cancel = (key: string) =>
        deps.cancel(key).catch((error: unknown) => {
          failed.add(key)
          failure ??= error
        })
      await Promise.all(added.slice(from, from + BATCH).map(cancel))
    }
    cancelled = new Set(keys.filter((key) => !failed.has(key)))
    if (failed.size > 0) throw failure
  }
}

export function startCancelling(deps: CancelSuspendedDeps & { log: Pick<Logger, 'warn'> }): Repeated {
  return repeat(createCancelSuspended(deps), {
    everyMs: CANCEL_EVERY_MS,
    onFailed: (err) =>
      deps.log.warn({ err }, 'could not cancel executions of suspended accounts, will retry'),
  })
}
