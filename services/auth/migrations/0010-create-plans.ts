import { type Kysely, sql } from 'kysely'

// Frozen once merged. It imports nothing from src/: the code moves on, this file must not.
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('plans')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('requests_per_minute', 'integer', (column) => column.notNull())
    .addColumn('burst', 'integer', (column) => column.notNull())
    .addColumn('executions_per_day', 'integer', (column) => column.notNull())
    .addColumn('concurrent_executions', 'integer', (column) => column.notNull())
    .addColumn('max_keys', 'integer', (column) => column.notNull())
    .addColumn('retention_days', 'integer', (column) => column.notNull())
    .execute()

  // `anonymous` is also what an address may ask signed out. `development` is for programs of the operator's own: the benchmarks
  // and journeys run thousands of executions at once.
  await sql`insert into plans values
    ('free', 120, 60, 1000, 10, 20, 30),
    ('anonymous', 300, 150, 100, 2, 1, 1),
    ('operator', 6000, 3000, 100000, 200, 100, 365),
    ('development', 1000000, 100000, 1000000, 20000, 1000, 30)`.execute(db)

  await db.schema
    .alterTable('accounts')
    .addColumn('plan', 'text', (column) => column.notNull().defaultTo('free').references('plans.name'))
    .execute()
  // Those with a handle were made by the operator's command.
  await sql`update accounts set plan = 'development' where handle is not null`.execute(db)
}
