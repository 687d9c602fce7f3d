import { type Kysely, sql } from 'kysely'

// Frozen once merged. It imports nothing from src/: the code moves on, this file must not.
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('api_keys')
    .addColumn('kind', 'text', (column) =>
      column.notNull().defaultTo('server').check(sql`kind in ('server', 'browser')`),
    )
    .addColumn('origins', sql`text[]`, (column) => column.notNull().defaultTo(sql`'{}'`))
    .addColumn('ip_ranges', sql`text[]`, (column) => column.notNull().defaultTo(sql`'{}'`))
    // Only what the key limits more tightly than its account's plan.
    .addColumn('allowance', 'jsonb', (column) => column.notNull().defaultTo(sql`'{}'`))
    .execute()
  await db.schema
    .alterTable('api_keys')
    .addCheckConstraint('api_keys_browser_origins', sql`kind <> 'browser' or cardinality(origins) > 0`)
    .execute()
}
