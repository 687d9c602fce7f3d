import { type Kysely, sql } from 'kysely'

// Frozen once merged. It imports nothing from src/: the code moves on, this file must not.
export async function up(db: Kysely<unknown>): Promise<void> {
  // One mail about many messages, instead of a notice of each. It is gone once it was sent or given up.
  await db.schema
    .createTable('digests')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    // Until it is tried for the first time it gathers messages.
    .addColumn('tries', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('due_at', sql`timestamptz(3)`, (column) => column.notNull())
    .addColumn('next_try_at', sql`timestamptz(3)`, (column) => column.notNull())
    .execute()
  await db.schema.createIndex('digests_due').on('digests').column('next_try_at').execute()
  // What it is about; what is deleted meanwhile is not told of.
  await db.schema
    .createTable('digest_messages')
    .addColumn('message_id', 'uuid', (column) =>
      column.primaryKey().references('messages.id').onDelete('cascade'),
    )
    .addColumn('digest_id', 'uuid', (column) => column.notNull().references('digests.id').onDelete('cascade'))
    .execute()
  await db.schema.createIndex('digest_messages_digest').on('digest_messages').column('digest_id').execute()
  // For how many notices there were lately.
  await sql`create index mails_notices on mails (created_at) where reply_id is null`.execute(db)
}
