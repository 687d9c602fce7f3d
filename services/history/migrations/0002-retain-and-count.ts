import { type Kysely, sql } from 'kysely'

// Frozen once merged. It imports nothing from src/: the code moves on, this file must not.
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('executions')
    .addColumn('expires_at', sql`timestamptz(3)`)
    .addColumn('result_bytes', 'integer')
    .execute()
  // What was recorded before there was a retention is kept for the time that is its default today.
  await sql`
    update executions
    set expires_at = finished_at + interval '90 days', result_bytes = octet_length(result::text)`.execute(db)
  await db.schema
    .alterTable('executions')
    .alterColumn('expires_at', (column) => column.setNotNull())
    .alterColumn('result_bytes', (column) => column.setNotNull())
    .execute()
  // For the purge.
  await db.schema.createIndex('executions_expiry').on('executions').column('expires_at').execute()

  // What was run, in numbers. It begins today: the executions recorded before are not counted.
  await db.schema
    .createTable('usage')
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('day', 'date', (column) => column.notNull())
    .addColumn('language', 'text', (column) => column.notNull())
    .addColumn('runs', 'integer', (column) => column.notNull())
    .addColumn('errors', 'integer', (column) => column.notNull())
    .addColumn('cpu_ms', 'double precision', (column) => column.notNull())
    .addPrimaryKeyConstraint('usage_pkey', ['account_id', 'day', 'language'])
    .execute()
  // For the figures over all accounts, and for the purge.
  await db.schema.createIndex('usage_day').on('usage').column('day').execute()

  // Which events have been handled, for longer than the log can bring them again. Names no account.
  await db.schema
    .createTable('seen_executions')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    // Its owner has removed it: nothing of it may come back.
    .addColumn('removed', 'boolean', (column) => column.notNull().defaultTo(false))
    .addColumn('expires_at', sql`timestamptz(3)`, (column) => column.notNull())
    .execute()
  await db.schema.createIndex('seen_executions_expiry').on('seen_executions').column('expires_at').execute()

  // Whose events are dropped: digests of account ids, for longer than anything of a removed account can still arrive.
  await db.schema
    .createTable('removed_accounts')
    .addColumn('digest', 'bytea', (column) => column.primaryKey())
    .addColumn('expires_at', sql`timestamptz(3)`, (column) => column.notNull())
    .execute()
}
