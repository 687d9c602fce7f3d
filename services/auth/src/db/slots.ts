import { type Kysely, sql } from 'kysely'
import type { Slot } from '../domain/limits.ts'
import type { Schema } from './schema.ts'

/** Concurrency slots. Their table is `leases`. */

/** Slots of suspended accounts: their executions may still run. */
export async function listLiveOfSuspended(db: Kysely<Schema>): Promise<Slot[]> {
  return db
    .selectFrom('accounts')
    .innerJoin('leases', (join) => join.on('leases.owner', '=', sql<string>`accounts.id::text`))
    .select(['leases.owner', 'leases.execution_id as executionId'])
    .where('accounts.suspended_at', 'is not', null)
    .where('leases.lapses_at', '>', sql<Date>`now()`)
    .execute()
}

/** Whether an account was suspended less than `ms` ago, and still is. */
export async function anySuspendedWithin(db: Kysely<Schema>, ms: number): Promise<boolean> {
  const row = await db
    .selectFrom('accounts')
    .select('id')
    .where('suspended_at', '>', sql<Date>`now() - make_interval(secs => ${ms / 1_000})`)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Whether an account has executions that may still run. */
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

/** Ends lapsed slots of accounts without further requests; a request for an execution ends those of its account. */
export async function endLapsed(db: Kysely<Schema>, limit: number): Promise<void> {
  await sql`
    select release_leases(array_agg(owner), array_agg(execution_id), false)
    from (select owner, execution_id from leases where lapses_at < now() limit ${limit}) as lapsed
    having count(*) > 0`.execute(db)
}
