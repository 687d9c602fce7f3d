import { type Kysely, sql } from 'kysely'

// Frozen once merged. It imports nothing from src/: the code moves on, this file must not.
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('deliveries')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    // None for a test. An execution is notified of once, however often its event comes.
    .addColumn('execution_id', 'uuid', (column) => column.unique())
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('url', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    // What is sent, byte for byte. None as soon as nothing will be sent any more.
    .addColumn('payload', 'text')
    .addColumn('created_at', sql`timestamptz(3)`, (column) => column.notNull())
    .addColumn('next_attempt_at', sql`timestamptz(3)`)
    .addColumn('attempts', 'jsonb', (column) => column.notNull().defaultTo(sql`'[]'`))
    // When the log of it is deleted; none while it is pending.
    .addColumn('expires_at', sql`timestamptz(3)`)
    .execute()
  await db.schema
    .createIndex('deliveries_newest')
    .on('deliveries')
    .columns(['account_id', 'created_at desc', 'id desc'])
    .execute()
  // For whoever looks for the next one to send.
  await db.schema
    .createIndex('deliveries_due')
    .on('deliveries')
    .column('next_attempt_at')
    .where(sql.ref('status'), '=', sql.lit('pending'))
    .execute()
  // For how many an account has waiting.
  await db.schema
    .createIndex('deliveries_waiting')
    .on('deliveries')
    .column('account_id')
    .where(sql.ref('status'), '=', sql.lit('pending'))
    .execute()
  await db.schema.createIndex('deliveries_expiry').on('deliveries').column('expires_at').execute()

  // How often an account has changed its secret, and when last. The secret itself is nowhere.
  await db.schema
    .createTable('webhook_secrets')
    .addColumn('account_id', 'text', (column) => column.primaryKey())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('rotated_at', sql`timestamptz(3)`, (column) => column.notNull())
    .execute()
}
