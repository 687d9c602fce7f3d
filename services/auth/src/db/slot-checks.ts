import { type Kysely, sql } from 'kysely'
import type { Slot } from '../domain/limits.ts'
import { TOO_OLD_MS, WITHDRAWN_AGAIN_MS, WITHDRAWN_MS } from '../domain/slot-check-times.ts'
import type { Schema } from './schema.ts'

/**
 * Checks of concurrency slots whose execution may never have been accepted. They skip rows that another transaction has
 * locked, so admission never waits for a check, and there is no deadlock.
 */

/** Slots that one process has to check until `until`, as the database writes it. */
export interface ClaimedSlots {
  readonly until: string
  readonly slots: readonly Slot[]
}

/** Claims slots that are due to be checked, for `forMs`. Then they are due again, unless something changed that. */
export async function claimDue(
  db: Kysely<Schema>,
  { limit, forMs }: { limit: number; forMs: number },
): Promise<ClaimedSlots> {
  const { rows } = await sql<{ owner: string; executionId: string; until: string | null }>`
    with due as (
      select owner, execution_id from leases where check_at <= now() order by check_at limit ${limit}
      for update skip locked
    )
    update leases l
    set check_at = case
      when l.taken_at > now() - ${TOO_OLD_MS} * interval '1 millisecond'
      then now() + ${forMs} * interval '1 millisecond'
    end
    from due where l.owner = due.owner and l.execution_id = due.execution_id
    returning l.owner, l.execution_id as "executionId", l.check_at::text as until`.execute(db)
  const slots = rows.flatMap(({ until, ...slot }) => (until === null ? [] : [slot]))
  return { until: rows.find(({ until }) => until !== null)?.until ?? '', slots }
}

/** Their executions were accepted: they are not checked again. */
export async function confirm(db: Kysely<Schema>, slots: readonly Slot[]): Promise<void> {
  await setCheck(db, slots, sql`null`)
}

/**
 * Gateways still decide about their executions: they are checked `forMs` from now. Those that are confirmed stay so.
 */
export async function postpone(db: Kysely<Schema>, slots: readonly Slot[], forMs: number): Promise<void> {
  await setCheck(db, slots, sql`now() + ${forMs} * interval '1 millisecond'`)
}

async function setCheck(db: Kysely<Schema>, slots: readonly Slot[], at: ReturnType<typeof sql>) {
  if (slots.length === 0) return
  await sql`
    with found as (
      select owner, execution_id from leases
      join unnest(${owners(slots)}::text[], ${ids(slots)}::uuid[]) as given (owner, execution_id)
        using (owner, execution_id)
      where check_at is not null
      for update of leases skip locked
    )
    update leases l set check_at = ${at} from found
    where l.owner = found.owner and l.execution_id = found.execution_id`.execute(db)
}

/** Ends those of the claimed slots that are still as they were claimed. Gives how many. */
export async function endClaimed(
  db: Kysely<Schema>,
  { until, slots }: ClaimedSlots,
  options: { giveBack: boolean },
): Promise<number> {
  if (slots.length === 0) return 0
  const { rows } = await sql<{ ended: number }>`
    select release_leases(array_agg(owner), array_agg(execution_id), ${options.giveBack}) as ended
    from (
      select owner, execution_id from leases
      join unnest(${owners(slots)}::text[], ${ids(slots)}::uuid[]) as given (owner, execution_id)
        using (owner, execution_id)
      where check_at = ${until}::timestamptz
    ) as unchanged
    having count(*) > 0`.execute(db)
  return rows[0]?.ended ?? 0
}

/** Marks executions whose slots, taken before or after this, are given back by {@link endWithdrawn}. */
export async function withdraw(db: Kysely<Schema>, executionIds: readonly string[]): Promise<void> {
  await sql`
    insert into withdrawn (execution_id) select distinct unnest(${executionIds}::uuid[])
    on conflict do nothing`.execute(db)
}

/**
 * Gives back what was withdrawn, tokens of spare executions included, and forgets what was withdrawn long ago. Gives how
 * many slots ended. `at` is for tests.
 */
export async function endWithdrawn(db: Kysely<Schema>, at?: Date): Promise<number> {
  const { rows } = await sql<{ ended: number }>`
    select withdraw_leases(array_agg(owner), array_agg(execution_id), ${at ?? null}) as ended
    from leases join withdrawn using (execution_id)
    where exists (select from withdrawn)
    having count(*) > 0`.execute(db)
  await sql`delete from withdrawn where at < now() - ${WITHDRAWN_MS} * interval '1 millisecond'`.execute(db)
  return rows[0]?.ended ?? 0
}

/**
 * In how many milliseconds there is something to check: the next slot, and what was withdrawn and may still be counted.
 * undefined when nothing waits.
 */
export async function nextDueMs(db: Kysely<Schema>): Promise<number | undefined> {
  const { rows } = await sql<{ ms: number | null }>`
    select least(
      extract(epoch from (select min(check_at) from leases) - now())::float8 * 1000,
      case when exists (select from withdrawn) then ${WITHDRAWN_AGAIN_MS}::float8 end
    ) as ms`.execute(db)
  return rows[0]?.ms ?? undefined
}

const owners = (slots: readonly Slot[]) => slots.map(({ owner }) => owner)
const ids = (slots: readonly Slot[]) => slots.map(({ executionId }) => executionId)
