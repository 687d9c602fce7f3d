import { type Kysely, sql } from 'kysely'
import type { Schema } from '../db/schema.ts'

/** Every row of every table of auth's schema as text: what somebody who stole the database could read. */
export async function readEverything(db: Kysely<Schema>): Promise<string> {
  const { rows: tables } = await sql<{ name: string }>`
    select tablename as name from pg_catalog.pg_tables where schemaname = current_schema()`.execute(db)
  const texts = await Promise.all(
    tables.map(async ({ name }) => {
      const { rows } = await sql<{ line: string }>`select t::text as line from ${sql.table(name)} t`.execute(
        db,
      )
      return rows.map(({ line }) => `${name}: ${line}`)
    }),
  )
  return texts.flat().join('\n')
}
