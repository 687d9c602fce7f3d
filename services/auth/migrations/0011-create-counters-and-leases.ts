import { type Kysely, sql } from 'kysely'

// Frozen once merged. It imports nothing from src/: the code moves on, this file must not.
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('counters')
    // Whose counters: `account:<id>`, `key:<id>`, `ip:<address>`, `contact:<address>`.
    .addColumn('subject', 'text', (column) => column.primaryKey())
    .addColumn('account_id', 'uuid', (column) => column.references('accounts.id').onDelete('cascade'))
    .addColumn('key_id', 'text', (column) => column.references('api_keys.id').onDelete('cascade'))
    // The token bucket: what was left, and when.
    .addColumn('tokens', 'double precision', (column) => column.notNull())
    .addColumn('refilled_at', 'timestamptz', (column) => column.notNull())
    // The daily quota: what was used, and on which day, UTC.
    .addColumn('executions', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('day', 'date', (column) => column.notNull())
    // Live leases.
    .addColumn('outstanding', 'integer', (column) => column.notNull().defaultTo(0))
    // Until when lapsed leases have been ended: looking for them from the beginning would read all that there ever were.
    .addColumn('swept_at', 'timestamptz', (column) => column.notNull().defaultTo('-infinity'))
    // Rows change at every request; room in their page lets them do so without touching an index.
    .modifyEnd(sql`with (fillfactor = 50)`)
    .execute()
  await db.schema.createIndex('counters_account_id').on('counters').column('account_id').execute()
  await db.schema.createIndex('counters_key_id').on('counters').column('key_id').execute()

  await db.schema
    .createTable('leases')
    // The account as executions name it: an account's id, or what stands for an anonymous caller.
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('execution_id', 'uuid', (column) => column.notNull())
    // Whose counters it counts in, the account's or address's first: with those it goes.
    .addColumn('counter', 'text', (column) =>
      column.notNull().references('counters.subject').onDelete('cascade'),
    )
    .addColumn('key_counter', 'text')
    .addColumn('day', 'date', (column) => column.notNull())
    .addColumn('lapses_at', 'timestamptz', (column) => column.notNull())
    .addPrimaryKeyConstraint('leases_pkey', ['owner', 'execution_id'])
    .execute()
  await db.schema
    .createIndex('leases_counter_lapses_at')
    .on('leases')
    .columns(['counter', 'lapses_at'])
    .execute()
}
