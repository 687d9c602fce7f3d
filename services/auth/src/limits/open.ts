import { pingDatabase } from '@runhive/postgres/open'
import type { Kysely } from 'kysely'
import { createDatabaseWatch, type DatabaseWatch } from '../database-watch.ts'
import { adoptLeases, createAdmitAll, releaseLeases } from '../db/limits.ts'
import type { Schema } from '../db/schema.ts'
import { createLimits, type LimitsService } from './limits.ts'
import { createMemoryLimits } from './memory.ts'

export interface OpenLimits extends AsyncDisposable {
  readonly database: DatabaseWatch
  readonly limits: LimitsService
}

/** Limits in the database, insured by memory. What memory holds when the database is back goes there before anybody asks it again. */
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
        await adoptLeases(db, held)
        for (const { execution } of held) {
          if (execution) memory.release(execution.owner, execution.id, { giveBack: false })
        }
      }
    },
    onChange: deps.onChange,
  })
  const limits = createLimits({
    database,
    admitAll: createAdmitAll(db),
    releaseLeases: (leases, options) => releaseLeases(db, leases, options),
    memory,
  })
  return { database, limits, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() }
}
