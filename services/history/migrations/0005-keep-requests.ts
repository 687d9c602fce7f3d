import { type Kysely, sql } from 'kysely'

// Frozen once merged. It imports nothing from src/: the code moves on, this file must not.
export async function up(db: Kysely<unknown>): Promise<void> {
  // What was asked of an execution, to ask the same again. A table of its own: it comes another way than the result, before or after it.
  await db.schema
    .createTable('requests')
    // The execution's.
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('account_id', 'text', (column) => column.notNull())
    // Not jsonb, for the reason that results are not: text may hold NUL.
    .addColumn('request', 'json', (column) => column.notNull())
    .addColumn('request_bytes', 'integer', (column) => column.notNull())
    .addColumn('expires_at', sql`timestamptz(3)`, (column) => column.notNull())
    .execute()
  // For the removal of an account.
  await db.schema.createIndex('requests_account').on('requests').column('account_id').execute()
  // For the purge.
  await db.schema.createIndex('requests_expiry').on('requests').column('expires_at').execute()
}
