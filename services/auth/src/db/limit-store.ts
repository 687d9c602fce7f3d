import type { Kysely } from 'kysely'
import type { LimitRequest, Slot } from '../domain/limits.ts'
import { CHECK_AFTER_MS, CLAIM_MS } from '../domain/slot-check-times.ts'
import { adoptSlots, createTakeAll, releaseSlots } from './limits.ts'
import type { Schema } from './schema.ts'
import * as checks from './slot-checks.ts'

export type LimitStore = ReturnType<typeof createLimitStore>

/** The limits that all processes share, by the rules of `../domain/limits.ts`. */
export function createLimitStore(db: Kysely<Schema>) {
  return {
    takeAll: createTakeAll(db),
    adopt: (requests: readonly LimitRequest[]) => adoptSlots(db, requests),
    release: (slots: readonly Slot[], options: { giveBack: boolean }) => releaseSlots(db, slots, options),
    withdraw: (executionIds: readonly string[]) => checks.withdraw(db, executionIds),
    postpone: (slots: readonly Slot[]) => checks.postpone(db, slots, CHECK_AFTER_MS),
    claimDue: (limit: number) => checks.claimDue(db, { limit, forMs: CLAIM_MS }),
    confirm: (slots: readonly Slot[]) => checks.confirm(db, slots),
    endClaimed: (claimed: checks.ClaimedSlots, options: { giveBack: boolean }) =>
      checks.endClaimed(db, claimed, options),
    endWithdrawn: (at?: Date) => checks.endWithdrawn(db, at),
    nextDueMs: () => checks.nextDueMs(db),
  }
}
