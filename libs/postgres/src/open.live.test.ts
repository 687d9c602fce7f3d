import { Unavailable } from '@runhive/contracts/define'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase, pingDatabase } from './open.ts'
import { prepared } from './prepared.ts'
import type { PostgresServer } from './server.ts'
import { freePort, startTestPostgres } from './testing.ts'

let server: PostgresServer
beforeAll(async () => {
  server = await startTestPostgres()
})
afterAll(() => server[Symbol.asyncDispose]())

test('a connection lost in the middle of a query is replaced, and the process goes on', async () => {
  await using db = openDatabase<unknown>(server.url, { max: 1 })
  await expect(sql`select pg_terminate_backend(pg_backend_pid())`.execute(db)).rejects.toThrow(Unavailable)
  // The server sends an error before it hangs up: a query in between still uses the old connection.
  await expect.poll(() => pingDatabase(db).then(() => 'answered', String)).toBe('answered')
})

test('a connection lost while idle is reported and replaced', async () => {
  const lost = Promise.withResolvers<Error>()
  await using db = openDatabase<unknown>(server.url, { max: 1, onConnectionLost: lost.resolve })
  await using other = openDatabase<unknown>(server.url, { max: 1 })
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)
  await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(other)
  expect((await lost.promise).message).toMatch(/terminat/)
  await expect.poll(() => pingDatabase(db).then(() => 'answered', String)).toBe('answered')
})

test('nobody at the address is Unavailable, with the reason as its cause', async () => {
  await using db = openDatabase<unknown>(`postgres://auth:pw@127.0.0.1:${await freePort()}/runhive`)
  const error = await pingDatabase(db).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(Unavailable)
  expect(error).toMatchObject({ cause: { code: 'ECONNREFUSED' } })
})

test('a connection killed under a transaction makes its next query Unavailable', async () => {
  const server = await startTestPostgres()
  await using db = openDatabase<unknown>(server.url, { max: 1 })
  const stopped = db.transaction().execute(async (trx) => {
    await sql`select 1`.execute(trx)
    await server[Symbol.asyncDispose]()
    await sql`select 1`.execute(trx)
  })
  await expect(stopped).rejects.toThrow(Unavailable)
})

test('no free connection in time is Unavailable, and the next one who asks later gets one', async () => {
  await using db = openDatabase<unknown>(server.url, { max: 1, acquireTimeoutMs: 1_000 })
  const hold = Promise.withResolvers<void>()
  const held = db.connection().execute(() => hold.promise)
  await expect(pingDatabase(db)).rejects.toThrow(Unavailable)
  hold.resolve()
  await held
  await pingDatabase(db)
})

test('a server that lets nobody else in is Unavailable', async () => {
  await using admin = openDatabase<unknown>(server.url)
  await sql`create role crowded login password 'pw' connection limit 0`.execute(admin)
  const url = new URL(server.url)
  url.username = 'crowded'
  url.password = 'pw'
  await using db = openDatabase<unknown>(url.href)
  await expect(pingDatabase(db)).rejects.toThrow(Unavailable)
})

test('a wrong password and a wrong statement are defects, and not Unavailable', async () => {
  const url = new URL(server.url)
  url.password = 'wrong'
  await using stranger = openDatabase<unknown>(url.href)
  await expect(pingDatabase(stranger)).rejects.toMatchObject({ code: '28P01' })
  await using db = openDatabase<unknown>(server.url)
  await expect(sql`selct 1`.execute(db)).rejects.toMatchObject({ code: '42601' })
})

test('a statement that runs too long is cancelled by the server', async () => {
  await using db = openDatabase<unknown>(server.url, { statementTimeoutMs: 20 })
  await expect(sql`select pg_sleep(60)`.execute(db)).rejects.toMatchObject({ code: '57014' })
})

test('a caller who gives up does not wait', async () => {
  await using db = openDatabase<unknown>(server.url)
  await expect(pingDatabase(db, AbortSignal.abort(new Error('left')))).rejects.toThrow()
})

test('disposing closes every connection', async () => {
  const db = openDatabase<unknown>(server.url)
  await sql`set application_name = 'counted'`.execute(db)
  await db[Symbol.asyncDispose]()
  await using other = openDatabase<unknown>(server.url)
  await expect
    .poll(
      async () =>
        (await sql`select from pg_stat_activity where application_name = 'counted'`.execute(other)).rows,
    )
    .toEqual([])
})

test('a prepared query is planned once per connection, and gives each caller its own rows', async () => {
  await using db = openDatabase<unknown>(server.url, { max: 2 })
  const query = prepared('double', sql<{ doubled: number }>`select ${0}::int * 2 as doubled`.compile(db))
  const run = async (number: number) =>
    (await db.executeQuery<{ doubled: number }>({ ...query, parameters: [number] })).rows[0]?.doubled
  const numbers = Array.from({ length: 50 }, (_, number) => number)
  expect(await Promise.all(numbers.map(run))).toEqual(numbers.map((number) => number * 2))
  const { rows } = await sql`select name from pg_prepared_statements`.execute(db)
  expect(rows).toEqual([{ name: 'double' }])
})

test('a query whose caller gives up is cancelled in the server', async () => {
  await using db = openDatabase<unknown>(server.url, { statementTimeoutMs: 0 })
  const caller = new AbortController()
  const options = { signal: caller.signal, inflightQueryAbortStrategy: 'cancel query' } as const
  const asleep = sql`select pg_sleep(60)`.execute(db, options)
  const running = async () => {
    const { rows } = await sql`
      select from pg_stat_activity where query like 'select pg_sleep%' and state = 'active'`.execute(db)
    return rows.length
  }
  await expect.poll(running).toBe(1)
  caller.abort()
  await expect(asleep).rejects.toThrow()
  await expect.poll(running).toBe(0)
})
