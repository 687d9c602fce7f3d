import { type Kysely, sql } from 'kysely'

// Frozen once merged. It imports nothing from src/: the code moves on, this file must not.
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('account_removals')
    // Also the receipt's. It is all that a finished removal is known by.
    .addColumn('id', 'uuid', (column) => column.primaryKey().defaultTo(sql`gen_random_uuid()`))
    // Both are empty once everything is gone: a receipt names nobody.
    .addColumn('account_id', 'uuid', (column) =>
      column.unique().references('accounts.id').onDelete('set null'),
    )
    .addColumn('email', 'text')
    // By the name of the service: what was deleted, and when that was finished.
    .addColumn('parts', 'jsonb', (column) => column.notNull())
    .addColumn('requested_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn('finished_at', 'timestamptz')
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    // Who works on it moves this ahead, so that nobody else does meanwhile, and somebody does if he dies.
    .addColumn('next_attempt_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute()
  await db.schema
    .createIndex('account_removals_due')
    .on('account_removals')
    .column('next_attempt_at')
    .where(sql.ref('finished_at'), 'is', null)
    .execute()
}
