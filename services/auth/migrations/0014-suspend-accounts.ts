import { type Kysely, sql } from 'kysely'

// Frozen once merged. It imports nothing from src/: the code moves on, this file must not.
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('accounts')
    // From then on it may only see, take along and remove what it has, until an operator resumes it.
    .addColumn('suspended_at', 'timestamptz')
    // What the operator wrote, for the account's owner to read.
    .addColumn('suspension_reason', 'text')
    .execute()
  await db.schema
    .alterTable('accounts')
    .addCheckConstraint('accounts_suspension', sql`(suspended_at is null) = (suspension_reason is null)`)
    .execute()
  // They are few, and looked through every second for executions that must end.
  await sql`create index accounts_suspended on accounts (id) where suspended_at is not null`.execute(db)
}
