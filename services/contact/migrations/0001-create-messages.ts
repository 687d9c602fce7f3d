import { type Kysely, sql } from 'kysely'

// Frozen once merged. It imports nothing from src/: the code moves on, this file must not.
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('messages')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('email', 'text', (column) => column.notNull())
    .addColumn('message', 'text', (column) => column.notNull())
    // Milliseconds and no finer: what the sender was told is what is stored.
    .addColumn('received_at', sql`timestamptz(3)`, (column) => column.notNull())
    .execute()
  // For the inbox, newest first.
  await db.schema
    .createIndex('messages_newest')
    .on('messages')
    .columns(['received_at desc', 'id desc'])
    .execute()
}
