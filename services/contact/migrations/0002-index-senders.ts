import { type Kysely, sql } from 'kysely'

// Frozen once merged. It imports nothing from src/: the code moves on, this file must not.
export async function up(db: Kysely<unknown>): Promise<void> {
  // For the export and the removal of what one address has sent; ids sort by time.
  await db.schema.createIndex('messages_sender').on('messages').columns([sql`lower(email)`, 'id']).execute()
}
