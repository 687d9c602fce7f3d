import { type Kysely, sql } from 'kysely'

// Frozen once merged. It imports nothing from src/: the code moves on, this file must not.
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('messages')
    // Put away by an operator. Whether it was answered say its replies.
    .addColumn('archived', 'boolean', (column) => column.notNull().defaultTo(false))
    .addColumn('answered', 'boolean', (column) => column.notNull().defaultTo(false))
    .execute()
  // For the inbox of each state, newest first (ids sort by time), and for how many are open.
  await db.schema
    .createIndex('messages_state')
    .on('messages')
    .columns(['archived', 'answered', 'id'])
    .execute()
  // For the purge.
  await db.schema.createIndex('messages_age').on('messages').column('received_at').execute()

  await db.schema
    .createTable('replies')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('message_id', 'uuid', (column) =>
      column.notNull().references('messages.id').onDelete('cascade'),
    )
    .addColumn('text', 'text', (column) => column.notNull())
    .addColumn('written_by', 'text', (column) => column.notNull())
    .addColumn('sent_at', sql`timestamptz(3)`, (column) => column.notNull())
    .execute()
  await db.schema.createIndex('replies_message').on('replies').columns(['message_id', 'id']).execute()
  // For the removal of an operator's account.
  await db.schema.createIndex('replies_writer').on('replies').column(sql`lower(written_by)`).execute()

  // What is to be mailed, and what became of it. The text of a mail is made when it is sent: what is gone is not mailed.
  await db.schema
    .createTable('mails')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('message_id', 'uuid', (column) =>
      column.notNull().references('messages.id').onDelete('cascade'),
    )
    // None: it tells the operator of a new message.
    .addColumn('reply_id', 'uuid', (column) => column.unique().references('replies.id').onDelete('cascade'))
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('tries', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('created_at', sql`timestamptz(3)`, (column) => column.notNull())
    .addColumn('next_try_at', sql`timestamptz(3)`)
    .execute()
  await db.schema.createIndex('mails_message').on('mails').column('message_id').execute()
  // For whoever looks for the next one to send.
  await db.schema
    .createIndex('mails_due')
    .on('mails')
    .column('next_try_at')
    .where(sql.ref('status'), '=', sql.lit('pending'))
    .execute()
}
