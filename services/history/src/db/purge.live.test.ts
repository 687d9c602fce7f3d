import { randomUUID } from 'node:crypto'
import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { migrations } from '../../migrations/all.ts'
import { aRecord, aResult, keepMany, record } from '../testing.ts'
import { removeAccount } from './accounts.ts'
import { overdueSeconds, purge } from './purge.ts'
import type { Schema } from './schema.ts'
import * as usage from './usage.ts'

let database: TestDatabase<Schema>
beforeAll(async () => {
  database = await createTestDatabase<Schema>({ service: 'history', migrations })
})
afterAll(() => database[Symbol.asyncDispose]())
beforeEach(async () => {
  await sql`truncate executions, usage, seen_executions, removed_accounts`.execute(database.db)
})

const NOW = new Date('2030-06-01T00:00:00.000Z')
const keep = async (expiresAt: Date, result = aResult()) => {
  await record(database.db, { ...aRecord('a1', result), expiresAt }, NOW)
  return result.id
}
async function purgeAt(now: Date, options: { usageDays?: number; signal?: AbortSignal } = {}) {
  const purged: Record<string, number> = {}
  const onPurged = (table: string, rows: number) => {
    purged[table] = (purged[table] ?? 0) + rows
  }
  await purge(database.db, { now, usageDays: 400, statusDays: 36_500, onPurged, ...options })
  return purged
}
const ids = async () =>
  (await database.db.selectFrom('executions').select('id').execute()).map(({ id }) => id)
const later = (ms: number) => new Date(NOW.getTime() + ms)

test('an execution goes at its time and not a millisecond before; its usage stays', async () => {
  await keep(NOW)
  const young = await keep(later(1))
  expect(await purgeAt(NOW)).toEqual({ executions: 1 })
  expect(await ids()).toEqual([young])
  const days = { accountId: 'a1', from: '2030-01-01', to: '2030-01-01' }
  expect(await usage.ofAccount(database.db, days)).toMatchObject([{ runs: 2 }])
})

test('many more than one batch go in one purge, several processes at once, each row once', async () => {
  await keepMany(database.db, { accountId: 'a1', count: 1_300, expiresAt: NOW })
  const young = await keep(later(1))
  const purges = await Promise.all([purgeAt(NOW), purgeAt(NOW), purgeAt(NOW)])
  // Whoever finds all rows held by others has nothing to do; what is left then is for the next purge.
  purges.push(await purgeAt(NOW))
  expect(purges.reduce((sum, purged) => sum + (purged.executions ?? 0), 0)).toBe(1_300)
  expect(await ids()).toEqual([young])
})

test('a purge does not wait for rows that somebody else holds, and the next one deletes them', async () => {
  const held = await keep(NOW)
  await keep(NOW)
  await database.db.transaction().execute(async (trx) => {
    await trx.selectFrom('executions').select('id').where('id', '=', held).forUpdate().execute()
    expect(await purgeAt(NOW)).toEqual({ executions: 1 })
  })
  expect(await purgeAt(NOW)).toEqual({ executions: 1 })
})

test('usage goes when its day is older than its own time', async () => {
  await keep(NOW, aResult({ finishedAt: '2030-05-22T12:00:00.000Z' }))
  await keep(NOW, aResult({ finishedAt: '2030-05-21T12:00:00.000Z' }))
  expect(await purgeAt(NOW, { usageDays: 10 })).toEqual({ executions: 2, usage: 1 })
  const days = await usage.ofAccount(database.db, { accountId: 'a1', from: '2030-01-01', to: '2030-12-31' })
  expect(days.map(({ day }) => day)).toEqual(['2030-05-22'])
})

test('what keeps events from being handled twice is forgotten after a day, removed accounts after a week', async () => {
  await keep(later(1e12))
  await removeAccount(database.db, { accountId: randomUUID(), now: NOW })
  const day = 24 * 60 * 60 * 1000
  expect(await purgeAt(later(day - 1))).toEqual({})
  expect(await purgeAt(later(day))).toEqual({ seen_executions: 1 })
  expect(await purgeAt(later(7 * day - 1))).toEqual({})
  expect(await purgeAt(later(7 * day))).toEqual({ removed_accounts: 1 })
})

test('a table that cannot be purged holds up none of the others, and is told of', async () => {
  await keep(NOW, aResult({ finishedAt: '2030-05-21T12:00:00.000Z' }))
  // Whoever deletes from one of them is refused.
  const restrict = (table: string) =>
    sql`create trigger refused before delete on ${sql.table(table)} execute function refuse()`.execute(
      database.db,
    )
  await sql`create function refuse() returns trigger language plpgsql as
    $$ begin raise exception 'no deleting from %', tg_table_name; end $$`.execute(database.db)
  try {
    for (const table of ['executions', 'removed_accounts']) await restrict(table)
    const purged: string[] = []
    const onPurged = (table: string) => void purged.push(table)
    const at = later(2 * 24 * 60 * 60 * 1000)
    await expect(
      purge(database.db, { now: at, usageDays: 10, statusDays: 36_500, onPurged }),
    ).rejects.toThrow(/from executions; .*from removed_accounts/)
    expect(purged).toEqual(['seen_executions', 'usage'])
  } finally {
    await sql`drop function refuse() cascade`.execute(database.db)
  }
  expect(await purgeAt(NOW)).toEqual({ executions: 1 })
})

test('a purge that is told to stop stops', async () => {
  await keep(NOW)
  expect(await purgeAt(NOW, { signal: AbortSignal.abort() })).toEqual({})
})

test('how long the first expired execution waits is known, and 0 when none does', async () => {
  expect(await overdueSeconds(database.db, NOW)).toBe(0)
  await keep(later(60_000))
  expect(await overdueSeconds(database.db, NOW)).toBe(0)
  expect(await overdueSeconds(database.db, later(90_000))).toBe(30)
})
