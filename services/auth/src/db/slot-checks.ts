import { type Kysely, sql } from 'kysely'
import type { LeaseRef } from './limits.ts'
import type { Schema } from './schema.ts'

/**
 * The looking after leases whose execution may never have been accepted. Rows that somebody else holds are left out
 * everywhere: whoever decides about requests never waits for this, and two that wait for each other cannot be.
 */

/**
 * Leases that were claimed to be looked at. Until `until`, text as the database writes it, no other process has them.
 */
export interface ClaimedLeases {
  readonly until: string
  readonly leases: readonly LeaseRef[]
}

/** Older ones are left to lapse: events, which tell of acceptance, are kept for an hour. Minutes. */
const TOO_OLD_MINUTES = 30
/** How long an admission that got no answer may still be on its way. Seconds. */
const WITHDRAWN_SECONDS = 60

/**
 * Claims leases whose time to be looked at has come, for `forMs`: then they are there again, unless their time was
 * changed.
 */
export async function claimDue(
  db: Kysely<Schema>,
  { limit, forMs }: { limit: number; forMs: number },
): Promise<ClaimedLeases> {
  const { rows } = await sql<{ owner: string; executionId: string; until: string | null }>`
    with due as (
      select owner, execution_id from leases where check_at <= now() order by check_at limit ${limit}
      for update skip locked
    )
    update leases l
    set check_at = case
      when l.taken_at > now() - make_interval(mins => ${TOO_OLD_MINUTES})
      then now() + ${forMs} * interval '1 millisecond'
    end
    from due where l.owner = due.owner and l.execution_id = due.execution_id
    returning l.owner, l.execution_id as "executionId", l.check_at::text as until`.execute(db)
  const leases = rows.flatMap(({ until, ...lease }) => (until === null ? [] : [lease]))
  return { until: rows.find(({ until }) => until !== null)?.until ?? '', leases }
}

/** Their executions were accepted: they are not looked at again. */
export async function confirm(db: Kysely<Schema>, leases: readonly LeaseRef[]): Promise<void> {
  await setCheck(db, leases, sql`null`)
}

/**
 * Their executions are still being decided about: they are looked at `forMs` from now. Those that are confirmed stay
 * so.
 */
export async function keep(db: Kysely<Schema>, leases: readonly LeaseRef[], forMs: number): Promise<void> {
  await setCheck(db, leases, sql`now() + ${forMs} * interval '1 millisecond'`)
}

async function setCheck(db: Kysely<Schema>, leases: readonly LeaseRef[], at: ReturnType<typeof sql>) {
  if (leases.length === 0) return
  await sql`
    with found as (
      select owner, execution_id from leases
      join unnest(${owners(leases)}::text[], ${ids(leases)}::uuid[]) as asked (owner, execution_id)
        using (owner, execution_id)
      where check_at is not null
      for update of leases skip locked
    )
    update leases l set check_at = ${at} from found
    where l.owner = found.owner and l.execution_id = found.execution_id`.execute(db)
}

/** Ends those of the claimed leases that are still as they were claimed. Gives how many. */
export async function endClaimed(
  db: Kysely<Schema>,
  { until, leases }: ClaimedLeases,
  options: { giveBack: boolean },
): Promise<number> {
  if (leases.length === 0) return 0
  const { rows } = await sql<{ ended: number }>`
    select release_leases(array_agg(owner), array_agg(execution_id), ${options.giveBack}) as ended
    from (
      select owner, execution_id from leases
      join unnest(${owners(leases)}::text[], ${ids(leases)}::uuid[]) as asked (owner, execution_id)
        using (owner, execution_id)
      where check_at = ${until}::timestamptz
    ) as unchanged
    having count(*) > 0`.execute(db)
  return rows[0]?.ended ?? 0
}

/** Whatever lease is taken under these ids, before or after, is given back by {@link endWithdrawn}. */
export async function withdraw(db: Kysely<Schema>, executionIds: readonly string[]): Promise<void> {
  await sql`
    insert into withdrawn (execution_id) select distinct unnest(${executionIds}::uuid[])
    on conflict do nothing`.execute(db)
}

/** Gives back what was withdrawn, and forgets what was withdrawn long ago. Gives how many leases ended. */
export async function endWithdrawn(db: Kysely<Schema>): Promise<number> {
  const { rows } = await sql<{ ended: number }>`
    select release_leases(array_agg(owner), array_agg(execution_id), true) as ended
    from leases join withdrawn using (execution_id)
    where exists (select from withdrawn)
    having count(*) > 0`.execute(db)
  await sql`delete from withdrawn where at < now() - make_interval(secs => ${WITHDRAWN_SECONDS})`.execute(db)
  return rows[0]?.ended ?? 0
}

const owners = (leases: readonly LeaseRef[]) => leases.map(({ owner }) => owner)
const ids = (leases: readonly LeaseRef[]) => leases.map(({ executionId }) => executionId)
