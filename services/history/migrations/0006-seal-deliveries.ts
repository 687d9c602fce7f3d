import { type Kysely, sql } from 'kysely'

// Frozen once merged. It imports nothing from src/: the code moves on, this file must not.
export async function up(db: Kysely<unknown>): Promise<void> {
  // A delivery whose payload is encrypted waits with the status `sealed` instead of `pending`: a process of the
  // version before, which would send it as it is,
  // does not see it. What asks for `pending` alone can use these indexes too.
  const waiting = sql`${sql.ref('status')} in (${sql.lit('pending')}, ${sql.lit('sealed')})`
  await sql`drop index deliveries_due, deliveries_waiting`.execute(db)
  await sql`create index deliveries_due on deliveries (next_attempt_at) where ${waiting}`.execute(db)
  await sql`create index deliveries_waiting on deliveries (account_id) where ${waiting}`.execute(db)
}
