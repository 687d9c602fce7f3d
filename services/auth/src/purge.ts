import type { AuthMetrics } from './metrics.ts'

const DAY_MS = 24 * 60 * 60_000
const EVERY_MS = 10 * 60_000
/** Rows deleted in one statement: few enough not to hold anybody up. */
export const PURGE_BATCH = 2_000

export interface PurgeDeps {
  /** How long usage data is kept, days. */
  readonly keepDays: number
  readonly now: () => Date
  readonly purgeRequests: (options: { before: Date; limit: number }) => Promise<number>
  readonly findOldest: () => Promise<Date | undefined>
  /** Everything else that is of no use any more. */
  readonly tidy: () => Promise<void>
  readonly metrics: Pick<AuthMetrics, 'requestsPurged' | 'oldestRequest'>
  readonly onError: (error: unknown) => void
}

/** Deletes usage data that is older than it may be, batch after batch. Safe in several processes at once: each takes other rows. */
export async function purge(deps: PurgeDeps): Promise<void> {
  const before = new Date(deps.now().getTime() - deps.keepDays * DAY_MS)
  for (let deleted = PURGE_BATCH; deleted === PURGE_BATCH; ) {
    deleted = await deps.purgeRequests({ before, limit: PURGE_BATCH })
    deps.metrics.requestsPurged(deleted)
  }
  await deps.tidy()
  const oldest = await deps.findOldest()
  deps.metrics.oldestRequest(oldest ? (deps.now().getTime() - oldest.getTime()) / 1_000 : 0)
}

/** Purges now and every ten minutes. A purge that fails is made up for by the next one. Disposing waits for the one under way. */
export function startPurging(deps: PurgeDeps): AsyncDisposable {
  let running = Promise.resolve()
  const run = () => {
    running = running.then(() => purge(deps)).catch(deps.onError)
  }
  const timer = setInterval(run, EVERY_MS)
  run()
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await running
    },
  }
}
