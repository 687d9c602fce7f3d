import { type Kysely, sql } from 'kysely'

// Frozen once merged. It imports nothing from src/: the code moves on, this file must not.
export async function up(db: Kysely<unknown>): Promise<void> {
  // Of leases that are there already nothing is known: some may be of executions that wait longer than their events
  // are kept. So they are not looked at, and end as they did.
  await db.schema
    .alterTable('leases')
    .addColumn('taken_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`clock_timestamp()`))
    // When to ask whether the execution was accepted; null once that is known.
    .addColumn('check_at', 'timestamptz')
    .execute()
  // A default, so that the function `admit`, and auth's release before this one, need not know of it.
  await sql`
    alter table leases alter column check_at set default clock_timestamp() + interval '10 seconds'`.execute(
    db,
  )
  // Of those whose time has not come, or will never come, it says nothing.
  await sql`create index leases_check_at on leases (check_at) where check_at is not null`.execute(db)

  // Executions whose admission got no answer. It may still be counted: whatever lease is under these ids ends.
  await db.schema
    .createTable('withdrawn')
    .addColumn('execution_id', 'uuid', (column) => column.primaryKey())
    .addColumn('at', 'timestamptz', (column) => column.notNull().defaultTo(sql`clock_timestamp()`))
    .execute()
}
