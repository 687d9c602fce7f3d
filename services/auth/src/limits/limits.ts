import type { AdmitAll, LeaseRef } from '../db/limits.ts'
import type { Ask, Verdict } from '../domain/limits.ts'
import { answerInTime } from '../outage/answer-in-time.ts'
import type { DatabaseWatch } from '../outage/database-watch.ts'
import { createBatches } from './batches.ts'
import type { MemoryLimits } from './memory.ts'

/**
 * Requests decided in one statement at most, and statements at once: a second one while the first waits for a busy
 * account.
 */
const BATCH_SIZE = 64
const BATCHES_IN_FLIGHT = 2

export interface LimitsDeps {
  readonly database: DatabaseWatch
  readonly admitAll: AdmitAll
  readonly releaseLeases: (leases: readonly LeaseRef[], options: { giveBack: boolean }) => Promise<number>
  readonly withdrawLeases: (executionIds: readonly string[]) => Promise<void>
  readonly keepLeases: (leases: readonly LeaseRef[]) => Promise<void>
  readonly memory: MemoryLimits
}

export interface LimitsService {
  /** Decides about a request and counts it: in the database, or in memory while that is away. */
  take(ask: Ask): Promise<Verdict>
  /** Ends a lease, wherever it was taken. Rejects with `Unavailable` while it may be in a database that is away. */
  release(lease: LeaseRef, options: { giveBack: boolean }): Promise<void>
  /**
   * Gives back the leases under these ids, wherever they were taken or are still to be taken. Rejects with
   * `Unavailable` while they may be in a database that is away.
   */
  withdraw(executionIds: readonly string[]): Promise<void>
  /**
   * Puts off looking at these leases. While the database is away those in it stay as they are: nobody looks at them
   * either.
   */
  keep(leases: readonly LeaseRef[]): Promise<void>
}

export function createLimits(deps: LimitsDeps): LimitsService {
  const { database, memory } = deps
  const ask = createBatches<Ask, Verdict>({
    // A database that says nothing must not hold up those who wait behind this batch.
    answer: (asks) => database.attempt(() => answerInTime(deps.admitAll(asks))),
    size: BATCH_SIZE,
    inFlight: BATCHES_IN_FLIGHT,
  })
  return {
    take: (wanted) =>
      database.insured(
        () => ask(wanted),
        () => memory.take(wanted),
      ),
    async release(lease, options) {
      const here = memory.release(lease, options)
      await database.insured(
        () => answerInTime(deps.releaseLeases([lease], options)),
        (cause) => {
          if (!here) throw cause
          return 1
        },
      )
    },
    async withdraw(executionIds) {
      memory.withdraw(executionIds)
      await database.insured(
        () => answerInTime(deps.withdrawLeases(executionIds)),
        (cause) => {
          throw cause
        },
      )
    },
    async keep(kept) {
      memory.keep(kept)
      await database.insured(
        () => answerInTime(deps.keepLeases(kept)),
        () => undefined,
      )
    },
  }
}
