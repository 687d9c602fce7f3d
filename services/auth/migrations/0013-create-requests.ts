import { type Kysely, sql } from 'kysely'

// Frozen once merged. It imports nothing from src/: the code moves on, this file must not.
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('requests')
    .addColumn('id', 'bigint', (column) => column.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('at', 'timestamptz(3)', (column) => column.notNull())
    .addColumn('procedure', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('ip', 'text')
    .addColumn('user_agent', 'text')
    .addColumn('key_id', 'text')
    // null: the credential proved nothing, or there was none.
    .addColumn('account_id', 'uuid', (column) => column.references('accounts.id').onDelete('cascade'))
    .execute()
  await db.schema.createIndex('requests_at').on('requests').column('at').execute()
  await sql`create index requests_account_id_at on requests (account_id, at desc, id desc)
    where account_id is not null`.execute(db)
  // The key under which addresses of signed-out callers are digested: a new one each day, and the old ones are deleted.
  await db.schema
    .createTable('anonymous_secrets')
    .addColumn('day', 'date', (column) => column.primaryKey())
    .addColumn('secret', 'bytea', (column) => column.notNull())
    .execute()
}
