import { pingDatabase } from '@runhive/postgres/open'
import type { Kysely } from 'kysely'
import { adoptLeases, createAdmitAll, type LeaseRef, releaseLeases } from '../db/limits.ts'
import type { Schema } from '../db/schema.ts'
import * as leaseChecks from '../db/slot-checks.ts'
import { CHECK_AFTER_MS, CLAIM_MS } from '../domain/slot-check-times.ts'
import { createDatabaseWatch, type DatabaseWatch } from '../outage/database-watch.ts'
import { type Checked, checkedLeases } from './check-slots.ts'
import { createLimits, type LimitsService } from './limits.ts'
import { createMemoryLimits, type MemoryLimits } from './memory.ts'

export interface OpenLimits extends AsyncDisposable {
  readonly database: DatabaseWatch
  readonly limits: LimitsService
  /** Where leases are whose execution may never have been accepted. */
  readonly checked: readonly Checked[]
}

/**
 * Limits in the database, insured by memory. What memory holds when the database is back goes there before anybody
 * asks it again.
 */
export function openLimits(deps: {
  db: Kysely<Schema>
  now: () => Date
  onChange: (away: boolean, cause: unknown) => void
}): OpenLimits {
  const { db } = deps
  const memory = createMemoryLimits(deps)
  const database = createDatabaseWatch({
    ping: () => pingDatabase(db),
    onReturn: async () => {
      // While they are handed over, others may be taken.
      for (let held = memory.list(); held.length > 0; held = memory.list()) {
        await adopt(db, held)
        for (const lease of refsOf(held)) memory.release(lease, { giveBack: false })
      }
    },
    onChange: deps.onChange,
  })
  const limits = createLimits({
    database,
    admitAll: createAdmitAll(db),
    releaseLeases: (leases, options) => releaseLeases(db, leases, options),
    withdrawLeases: (executionIds) => leaseChecks.withdraw(db, executionIds),
    keepLeases: (leases) => leaseChecks.keep(db, leases, CHECK_AFTER_MS),
    memory,
  })
  const checked = [checkedInDatabase(db, database), checkedLeases(memory)]
  return { database, limits, checked, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() }
}

type Held = ReturnType<MemoryLimits['list']>

/** What is known of their acceptance goes with them: it may be too long ago to be asked again. */
async function adopt(db: Kysely<Schema>, held: Held): Promise<void> {
  await adoptLeases(
    db,
    held.map(({ ask }) => ask),
  )
  await leaseChecks.confirm(db, refsOf(held.filter(({ confirmed }) => confirmed)))
}

function refsOf(held: Held): LeaseRef[] {
  return held.flatMap(({ ask: { execution } }) =>
    execution ? [{ owner: execution.owner, executionId: execution.id }] : [],
  )
}

function checkedInDatabase(db: Kysely<Schema>, database: DatabaseWatch): Checked {
  return checkedLeases(
    {
      claimDue: (limit) => leaseChecks.claimDue(db, { limit, forMs: CLAIM_MS }),
      confirm: (leases) => leaseChecks.confirm(db, leases),
      endClaimed: (claimed, options) => leaseChecks.endClaimed(db, claimed, options),
      endWithdrawn: () => leaseChecks.endWithdrawn(db),
    },
    () => database.away,
  )
}
