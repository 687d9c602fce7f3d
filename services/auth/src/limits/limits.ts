import type { LimitStore } from '../db/limit-store.ts'
import type { Answer, LimitRequest, Slot, Verdict } from '../domain/limits.ts'
import { answerInTime } from '../outage/answer-in-time.ts'
import type { DatabaseWatch } from '../outage/database-watch.ts'
import { createBatches } from './batches.ts'
import type { MemoryLimits } from './memory.ts'

/** Requests decided in one statement at most, and statements at once: a second one while the first waits for a lock. */
const BATCH_SIZE = 64
const BATCHES_IN_FLIGHT = 2

export interface LimitsDeps {
  readonly database: DatabaseWatch
  readonly store: Pick<LimitStore, 'takeAll' | 'release' | 'withdraw' | 'postpone'>
  readonly memory: MemoryLimits
}

export interface LimitsService {
  /** Decides about a request and counts it: in the database, or in memory while that is away. */
  take(request: LimitRequest): Promise<Answer>
  /** The same for spare executions of one caller, together. */
  takeSpares(requests: readonly LimitRequest[]): Promise<Verdict[]>
  /**
   * Ends slots, wherever they were taken. Rejects with `Unavailable` while one of them may be in a database that is
   * away.
   */
  release(slots: readonly Slot[], options: { giveBack: boolean }): Promise<void>
  /**
   * Gives back the slots of these executions, those that are still to be taken included. Rejects with `Unavailable`
   * while they may be in a database that is away.
   */
  withdraw(executionIds: readonly string[]): Promise<void>
  /** Checks these slots later. While the database is away nothing checks those in it, so there is nothing to do. */
  postpone(slots: readonly Slot[]): Promise<void>
}

export function createLimits({ database, store, memory }: LimitsDeps): LimitsService {
  const takeInStore = createBatches<LimitRequest, Verdict>({
    // A database that does not answer must not block the requests behind this batch.
    answer: (requests) => database.attempt(() => answerInTime(store.takeAll(requests))),
    size: BATCH_SIZE,
    inFlight: BATCHES_IN_FLIGHT,
  })
  return {
    async take(request) {
      const verdict: Verdict = await database.withFallback(
        () => takeInStore(request),
        () => memory.take(request),
      )
      if (verdict.kind === 'narrow') throw new Error('only spare executions give way to others')
      return verdict
    },
    takeSpares: (requests) =>
      database.withFallback(
        () => takeInStore.all(requests),
        () => requests.map((request) => memory.take(request)),
      ),
    async release(slots, options) {
      const elsewhere = slots.filter((slot) => !memory.release(slot, options))
      await database.withFallback(
        // All of them: what was in memory may have been handed over a moment ago.
        () => answerInTime(store.release(slots, options)),
        (cause) => {
          if (elsewhere.length > 0) throw cause
          return slots.length
        },
      )
    },
    async withdraw(executionIds) {
      memory.withdraw(executionIds)
      await database.withFallback(
        () => answerInTime(store.withdraw(executionIds)),
        (cause) => {
          throw cause
        },
      )
    },
    async postpone(slots) {
      memory.postpone(slots)
      await database.withFallback(
        () => answerInTime(store.postpone(slots)),
        () => undefined,
      )
    },
  }
}
