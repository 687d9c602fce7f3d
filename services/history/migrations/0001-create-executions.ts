import { type Kysely, sql } from 'kysely'

// Frozen once merged. It imports nothing from src/: the code moves on, this file must not.
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('executions')
    .addColumn('id', 'uuid', (column) => column.primaryKey())
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('language', 'text', (column) => column.notNull())
    .addColumn('runtime', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('message', 'text', (column) => column.notNull())
    .addColumn('total_ms', 'double precision', (column) => column.notNull())
    // Milliseconds and no finer: a cursor made from it must find its place again.
    .addColumn('created_at', sql`timestamptz(3)`, (column) => column.notNull())
    .addColumn('finished_at', sql`timestamptz(3)`, (column) => column.notNull())
    // The whole result. Not jsonb, which cannot hold the NUL that a program may print: json keeps the text as it came.
    .addColumn('result', 'json', (column) => column.notNull())
    .execute()

  // A list is one walk along one of these, however long the history and however rare what is asked for.
  for (const filter of [[], ['language'], ['status'], ['language', 'status']]) {
    await db.schema
      .createIndex(['executions_newest', ...filter].join('_'))
      .on('executions')
      .columns(['account_id', ...filter, 'created_at desc', 'id desc'])
      .execute()
  }
}
