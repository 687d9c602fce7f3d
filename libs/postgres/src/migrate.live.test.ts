import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { assertMigrated, type Migrations, migrate } from './migrate.ts'
import { openDatabase } from './open.ts'
import { provision } from './provision.ts'
import type { PostgresServer } from './server.ts'
import { startTestPostgres } from './testing.ts'

let server: PostgresServer
beforeAll(async () => {
  server = await startTestPostgres()
})
afterAll(() => server[Symbol.asyncDispose]())

const open = async (service: string) => openDatabase<unknown>(await provision(server.url, service, 'pw'))

const create = (table: string) => ({
  up: async (db: Kysely<unknown>) => {
    await sql`create table ${sql.table(table)} (id integer primary key)`.execute(db)
  },
})
const first: Migrations = { '0001-create-one': create('one') }
const both: Migrations = { ...first, '0002-create-two': create('two') }

test('four processes that migrate at once apply each migration once, and all succeed', async () => {
  const url = await provision(server.url, 'at_once', 'pw')
  await using pools = new AsyncDisposableStack()
  const databases = [1, 2, 3, 4].map(() => pools.use(openDatabase<unknown>(url)))
  const applied = await Promise.all(databases.map((db) => migrate(db, both)))
  expect(applied.flat().sort()).toEqual(Object.keys(both))
  expect(applied.filter((names) => names.length === 0)).toHaveLength(3)
})

test('only what is missing is applied, and a repeat applies nothing', async () => {
  await using db = await open('again')
  expect(await migrate(db, first)).toEqual(['0001-create-one'])
  expect(await migrate(db, both)).toEqual(['0002-create-two'])
  expect(await migrate(db, both)).toEqual([])
})

test('a migration that fails is named and leaves nothing of its run behind', async () => {
  await using db = await open('failing')
  const broken: Migrations = {
    ...first,
    '0002-break': { up: async (trx) => void (await sql`select 1 / 0`.execute(trx)) },
  }
  await expect(migrate(db, broken)).rejects.toThrow('could not apply 0002-break')
  await expect(sql`select from one`.execute(db)).rejects.toThrow(/does not exist/)
  expect(await migrate(db, both)).toEqual(Object.keys(both))
})

test('a program runs on exactly the schema it knows', async () => {
  await using db = await open('exact')
  await expect(assertMigrated(db, both)).rejects.toThrow('lacks 0001-create-one, 0002-create-two')
  await migrate(db, first)
  await expect(assertMigrated(db, both)).rejects.toThrow('lacks 0002-create-two')
  await migrate(db, both)
  await expect(assertMigrated(db, both)).resolves.toBeUndefined()
})

test('a program older than the database refuses to run and to migrate, and says so', async () => {
  await using db = await open('newer')
  await migrate(db, both)
  await expect(assertMigrated(db, first)).rejects.toThrow(/newer than this program.*0002-create-two/)
  await expect(migrate(db, first)).rejects.toThrow(/newer than this program.*0002-create-two/)
})

test("services' records of their migrations do not mix", async () => {
  await using one = await open('mix_one')
  await using two = await open('mix_two')
  await migrate(one, both)
  await expect(assertMigrated(two, first)).rejects.toThrow('lacks 0001-create-one')
  expect(await migrate(two, first)).toEqual(['0001-create-one'])
})
