import { type Kysely, sql } from 'kysely'
import type { Schema } from './schema.ts'

export interface LiveLease {
  /** The account, as executions name it. */
  readonly owner: string
  readonly executionId: string
}

/** What accounts that are suspended have accepted and may not have ended. */
export async function listLiveOfSuspended(db: Kysely<Schema>): Promise<LiveLease[]> {
  return db
    .selectFrom('accounts')
    .innerJoin('leases', (join) => join.on('leases.owner', '=', sql<string>`accounts.id::text`))
    .select(['leases.owner', 'leases.execution_id as executionId'])
    .where('accounts.suspended_at', 'is not', null)
    .where('leases.lapses_at', '>', sql<Date>`now()`)
    .execute()
}

/** Whether an account has executions that were accepted and may not have ended. */
export async function hasLive(db: Kysely<Schema>, accountId: string): Promise<boolean> {
  const row = await db
    .selectFrom('leases')
    .select('execution_id')
    .where('owner', '=', accountId)
    .where('lapses_at', '>', sql<Date>`now()`)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
