import { type Kysely, sql } from 'kysely'

// Frozen once merged. It imports nothing from src/: the code moves on, this file must not.
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('used_flows')
    // SHA-256 of the state of a sign-in that came back. Nobody comes back with it a second time.
    .addColumn('digest', 'bytea', (column) => column.primaryKey().check(sql`octet_length(digest) = 32`))
    // When the flow would have expired by itself: from then on the row is needed no more.
    .addColumn('expires_at', 'timestamptz', (column) => column.notNull())
    .execute()
}
