import { eventKey } from '@runhive/contracts/execution-streams'
import type { Logger } from '@runhive/process/log'
import { type Repeated, repeat } from '@runhive/process/repeat'
import type { Slot } from '../domain/limits.ts'

export interface CancelSuspendedDeps {
  /** Executions of suspended accounts that may still run. */
  readonly listLive: () => Promise<readonly Slot[]>
  /** Whether an account was suspended less than so long ago. */
  readonly anySuspendedWithin: (ms: number) => Promise<boolean>
  /** Cancels the execution with this key, now or when an executor takes it. Twice has the effect of once. */
  readonly cancel: (key: string) => Promise<void>
}

/** Where the database notifies of accounts that were suspended. */
export const SUSPENSIONS_CHANNEL = 'auth_suspensions'

/** How often executions are looked for while there may be some, and when none was expected, milliseconds. */
const LOOK_EVERY_MS = { suspended: 1_000, quiet: 30_000 }
/**
 * How long after its suspension executions of an account may still appear, milliseconds: far longer than from an
 * admission to its slot.
 */
const LATE_MS = 60_000
/** Sent at once: acknowledgements of a batch are awaited together, but not those of ten thousand. */
const BATCH = 100

/**
 * Cancels what suspended accounts have queued or running, found by their concurrency slots. It is done again and again:
 * a request that was admitted just before may become an execution just after, and a process may die in between. A
 * failure to cancel one does not stop the others. Gives in how many milliseconds it is to be done again.
 */
export function createCancelSuspended(deps: CancelSuspendedDeps): () => Promise<number> {
  let cancelled: ReadonlySet<string> = new Set()
  return async () => {
    const mayAppear = await deps.anySuspendedWithin(LATE_MS)
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
    return keys.length > 0 || mayAppear ? LOOK_EVERY_MS.suspended : LOOK_EVERY_MS.quiet
  }
}

export function startCancelling(deps: CancelSuspendedDeps & { log: Pick<Logger, 'warn'> }): Repeated {
  return repeat(createCancelSuspended(deps), {
    everyMs: LOOK_EVERY_MS.quiet,
    retryMs: LOOK_EVERY_MS.suspended,
    onFailed: (err) =>
      deps.log.warn({ err }, 'could not cancel executions of suspended accounts, will retry'),
  })
}
