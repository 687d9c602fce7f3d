import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'

/** A service's migrations by name; names sort in the order they are applied: `0001-create-accounts`. */
export type Migrations = Readonly<Record<string, Migration>>

/** The table in which the migrator records what it has applied, in the service's own schema. */
const RECORD = 'kysely_migration'

/**
 * Applies the missing migrations in one transaction, and returns their names. Any number of processes may do it at
 * once: an advisory lock lets one work while the others wait and then find nothing to do. Rejects without any change
 * when a migration fails or when the database is newer than this program.
 */
export async function migrate<Schema>(db: Kysely<Schema>, migrations: Migrations): Promise<string[]> {
  const schema = await currentSchema(db)
  assertNotNewer(await findApplied(db, schema), migrations)
  const provider = { getMigrations: async () => ({ ...migrations }) }
  const migrator = new Migrator({ db, provider, migrationTableSchema: schema })
  const { error, results = [] } = await migrator.migrateToLatest()
  const failed = results.find(({ status }) => status === 'Error')
  if (error !== undefined)
    throw new Error(`could not apply ${failed?.migrationName ?? 'migrations'}`, { cause: error })
  return results.map(({ migrationName }) => migrationName)
}

/** Throws unless exactly these migrations have been applied: a service must not run on a schema it does not know. */
export async function assertMigrated<Schema>(db: Kysely<Schema>, migrations: Migrations): Promise<void> {
  const applied = await findApplied(db, await currentSchema(db))
  assertNotNewer(applied, migrations)
  const missing = Object.keys(migrations).filter((name) => !applied.includes(name))
  if (missing.length === 0) return
  throw new Error(
    `the database lacks ${missing.join(', ')}: run the service's migrate step, then start it again`,
  )
}

function assertNotNewer(applied: readonly string[], migrations: Migrations): void {
  const unknown = applied.filter((name) => !Object.hasOwn(migrations, name))
  if (unknown.length === 0) return
  throw new Error(
    `the database is newer than this program, which does not know ${unknown.join(', ')}: run a newer version`,
  )
}

async function currentSchema<Schema>(db: Kysely<Schema>): Promise<string> {
  const { rows } = await sql<{ schema: string | null }>`select current_schema() as schema`.execute(db)
  const schema = rows[0]?.schema
  if (!schema) throw new Error('this role has no schema to use: its search_path names none that exists')
  return schema
}

async function findApplied<Schema>(db: Kysely<Schema>, schema: string): Promise<string[]> {
  const table = sql.table(`${schema}.${RECORD}`)
  const exists = await sql<{ found: boolean }>`
    select exists (select from pg_catalog.pg_tables where schemaname = ${schema} and tablename = ${RECORD}) as found
  `.execute(db)
  if (!exists.rows[0]?.found) return []
  const { rows } = await sql<{ name: string }>`select name from ${table} order by name`.execute(db)
  return rows.map(({ name }) => name)
}
