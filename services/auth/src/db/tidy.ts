import { type Kysely, sql } from 'kysely'
import type { Schema } from './schema.ts'

const BATCH = 2_000

/** Ends lapsed leases of those who do not ask any more; others' are ended when they ask. */
export async function endLapsedLeases(db: Kysely<Schema>): Promise<void> {
  await sql`
    select release_leases(array_agg(owner), array_agg(execution_id), false)
    from (select owner, execution_id from leases where lapses_at < now() limit ${BATCH}) as lapsed
    having count(*) > 0`.execute(db)
}

/** Forgets the counters of addresses that did not ask for a day: an address is somebody's. */
export async function forgetIdleAddresses(db: Kysely<Schema>): Promise<void> {
  await sql`
    delete from counters where subject in (
      select subject from counters
      where account_id is null and key_id is null and outstanding = 0 and refilled_at < now() - interval '1 day'
      limit ${BATCH} for update skip locked
    )`.execute(db)
}
