import { doAll } from '@runhive/process/do-all'
import { repeat } from '@runhive/process/repeat'

const DAY_MS = 24 * 60 * 60_000
const EVERY_MS = 10 * 60_000
/** Rows deleted in one statement: few enough not to block others for long. */
export const PURGE_BATCH = 2_000

export interface PurgeDeps {
  /** How long usage data is kept, days. */
  readonly keepDays: number
  readonly now: () => Date
  readonly purgeRequests: (options: { before: Date; limit: number }) => Promise<number>
  readonly findOldest: () => Promise<Date | undefined>
  /** Deletes everything else that has expired. */
  readonly purgeExpired: () => Promise<void>
  readonly metrics: {
    requestsPurged(count: number): void
    oldestRequest(ageSeconds: number): void
  }
  readonly onError: (error: unknown) => void
}

/**
 * Deletes usage data that is too old, batch after batch until nothing is left or `signal` aborts, and everything else
 * that has expired. Safe in several processes at once: each takes other rows. A failure stops nothing else, and is
 * thrown at the end.
 */
export async function purge(deps: PurgeDeps, signal?: AbortSignal): Promise<void> {
  await doAll([
    () => purgeRequests(deps, signal),
    deps.purgeExpired,
    async () => {
      const oldest = await deps.findOldest()
      deps.metrics.oldestRequest(oldest ? (deps.now().getTime() - oldest.getTime()) / 1_000 : 0)
    },
  ])
}

async function purgeRequests(deps: PurgeDeps, signal: AbortSignal | undefined): Promise<void> {
  const before = new Date(deps.now().getTime() - deps.keepDays * DAY_MS)
  for (let deleted = PURGE_BATCH; deleted === PURGE_BATCH && !signal?.aborted; ) {
    deleted = await deps.purgeRequests({ before, limit: PURGE_BATCH })
    deps.metrics.requestsPurged(deleted)
  }
}

/** Purges now and every ten minutes. The next purge makes up for a failed one. Disposing ends it after its batch. */
export function startPurging(deps: PurgeDeps): AsyncDisposable {
  return repeat((signal) => purge(deps, signal), { everyMs: EVERY_MS, onFailed: deps.onError })
}
