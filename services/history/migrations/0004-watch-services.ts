import { type Kysely, sql } from 'kysely'

// Frozen once merged. It imports nothing from src/: the code moves on, this file must not.
export async function up(db: Kysely<unknown>): Promise<void> {
  // What was seen of each service, minute by minute. A minute without a row is one in which nobody looked.
  await db.schema
    .createTable('service_minutes')
    .addColumn('minute', sql`timestamptz(3)`, (column) => column.notNull())
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('instances', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('service_minutes_pkey', ['minute', 'service'])
    .execute()
  // The same, counted by hour: how many of its minutes were in which state. It outlives the minutes.
  await db.schema
    .createTable('service_hours')
    .addColumn('hour', sql`timestamptz(3)`, (column) => column.notNull())
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('up', 'integer', (column) => column.notNull())
    .addColumn('degraded', 'integer', (column) => column.notNull())
    .addColumn('down', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('service_hours_pkey', ['hour', 'service'])
    .execute()

  // How executions of all accounts ended, by hour. Names no account. Many are counted at once, so an hour has several rows of a
  // status to count in.
  await db.schema
    .createTable('outcomes')
    .addColumn('hour', sql`timestamptz(3)`, (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('shard', 'smallint', (column) => column.notNull())
    .addColumn('runs', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('outcomes_pkey', ['hour', 'status', 'shard'])
    .execute()
}
