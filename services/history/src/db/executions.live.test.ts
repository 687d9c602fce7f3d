import { randomUUID } from 'node:crypto'
import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrations } from '../../migrations/all.ts'
import { aRecord, aResult, aResultThatPrinted, record } from '../testing.ts'
import * as executions from './executions.ts'
import type { Schema } from './schema.ts'

let database: TestDatabase<Schema>
beforeAll(async () => {
  database = await createTestDatabase<Schema>({ service: 'history', migrations })
})
afterAll(() => database[Symbol.asyncDispose]())

const keep = async (accountId: string, result = aResult()) => {
  await record(database.db, aRecord(accountId, result), new Date())
  return result
}
const remove = (execution: { accountId: string; id: string }) =>
  executions.remove(database.db, execution, new Date())
const find = (accountId: string, id: string) => executions.findResult(database.db, { accountId, id })

test('a result comes back as it was', async () => {
  const metadata = { exercise: '7', constructor: 'c', prototype: 'p', toString: 't', '': '' }
  const result = await keep('a1', aResult({ metadata, status: 'failed' }))
  expect(await find('a1', result.id)).toEqual(result)
})

test.each([
  ['NUL', 'a\0b\0'],
  ['half of a surrogate pair', 'a\ud800b'],
  ['every ASCII character', Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)).join('')],
  ['characters outside the first plane', '𝒽𝑒𝓁𝓁𝑜 🐝'],
  ['a backslash before a u', '\\u0000 \\\\u0000'],
  ['a million quotes', '"'.repeat(1_000_000)],
  ['a million NULs', '\0'.repeat(1_000_000)],
])('output with %s comes back exactly', async (_name, stdout) => {
  const result = await keep('a1', aResultThatPrinted(stdout))
  expect((await find('a1', result.id))?.run?.stdout).toBe(stdout)
})

test('NUL in a column is replaced, in the result it stays', async () => {
  const account = randomUUID()
  const result = await keep(account, aResult({ message: 'a\0b', metadata: { note: '\0' } }))
  const [line] = await executions.list(database.db, { accountId: account, limit: 1 })
  expect(line?.message).toBe('a\u{fffd}b')
  expect(await find(account, result.id)).toEqual(result)
})

test("another account's execution is not there", async () => {
  const result = await keep('owner')
  expect(await find('stranger', result.id)).toBeUndefined()
  expect(await find('owner', randomUUID())).toBeUndefined()
  expect(await executions.list(database.db, { accountId: 'stranger', limit: 10 })).toEqual([])
})

test('an event that comes again, even at once, changes nothing', async () => {
  const account = randomUUID()
  const result = aResult()
  await Promise.all(Array.from({ length: 5 }, () => keep(account, result)))
  await keep(account, { ...result, status: 'failed' })
  await keep('thief', result)
  expect(await executions.list(database.db, { accountId: account, limit: 10 })).toHaveLength(1)
  expect(await find(account, result.id)).toEqual(result)
  expect(await find('thief', result.id)).toBeUndefined()
})

test('the list is newest first, with filters, and holds neither code nor output', async () => {
  const account = randomUUID()
  const at = (second: number) => ({ createdAt: `2030-01-01T00:00:0${second}.000Z` })
  const one = await keep(account, aResult({ ...at(1), language: 'c', status: 'failed' }))
  const two = await keep(account, aResult({ ...at(2), language: 'python', status: 'failed' }))
  const three = await keep(account, aResult({ ...at(3), language: 'python' }))
  const ids = async (filter: Partial<executions.ListQuery> = {}) =>
    (await executions.list(database.db, { accountId: account, limit: 10, ...filter })).map(({ id }) => id)

  expect(await ids()).toEqual([three.id, two.id, one.id])
  expect(await ids({ limit: 2 })).toEqual([three.id, two.id])
  expect(await ids({ language: 'python' })).toEqual([three.id, two.id])
  expect(await ids({ status: 'failed' })).toEqual([two.id, one.id])
  expect(await ids({ language: 'python', status: 'failed' })).toEqual([two.id])
  expect(await ids({ language: 'cobol\0' })).toEqual([])
  expect(await ids({ from: new Date(two.createdAt) })).toEqual([three.id, two.id])
  expect(await ids({ to: new Date(two.createdAt) })).toEqual([one.id])
  expect(await ids({ from: new Date(two.createdAt), to: new Date(three.createdAt) })).toEqual([two.id])
  const [line] = await executions.list(database.db, { accountId: account, limit: 1 })
  expect(line).toEqual({
    id: three.id,
    language: 'python',
    runtime: 'python-3.13',
    status: 'succeeded',
    message: three.message,
    totalMs: 13.25,
    createdAt: three.createdAt,
    finishedAt: three.finishedAt,
  })
})

test('walking page by page sees every execution once, also those of one millisecond', async () => {
  const account = randomUUID()
  const kept = await Promise.all(
    Array.from({ length: 23 }, (_, at) =>
      keep(account, aResult({ createdAt: `2030-01-01T00:00:00.00${at % 3}999Z` })),
    ),
  )
  const seen: string[] = []
  let after: executions.ListQuery['after']
  for (;;) {
    const page = await executions.list(database.db, { accountId: account, limit: 5, after })
    seen.push(...page.map(({ id }) => id))
    const last = page.at(-1)
    if (!last) break
    after = { createdAt: new Date(last.createdAt), id: last.id }
  }
  expect(seen).toHaveLength(23)
  expect(new Set(seen)).toEqual(new Set(kept.map(({ id }) => id)))
})

test.each([
  [{}, 'executions_newest'],
  [{ language: 'c' }, 'executions_newest_language'],
  [{ status: 'failed' }, 'executions_newest_status'],
  [{ language: 'c', status: 'failed' }, 'executions_newest_language_status'],
])('a page with the filters %j walks one index and sorts nothing', async (filter, index) => {
  const conditions = Object.entries(filter).map(([name, value]) => `and ${name} = '${value}'`)
  // With few rows the planner would rather read them all.
  const plan = await database.db.transaction().execute(async (trx) => {
    await sql`set local enable_seqscan = off`.execute(trx)
    await sql`set local enable_bitmapscan = off`.execute(trx)
    return sql<{ 'QUERY PLAN': string }>`${sql.raw(`
      explain select id from executions
      where account_id = 'a1' ${conditions.join(' ')}
        and created_at >= '2000-01-01' and (created_at, id) < (now(), '0b9f1f7e-6a0e-4d53-8a43-3f8f2f1f9d11')
      order by created_at desc, id desc limit 20`)}`.execute(trx)
  })
  const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n')
  expect(text).toMatch(new RegExp(`using ${index} `))
  expect(text).not.toContain('Sort')
})

test('the size that an export counts with is that of the result in a message', async () => {
  const result = await keep('a1', aResultThatPrinted('ä\0"🐝'))
  const row = await database.db
    .selectFrom('executions')
    .select('result_bytes')
    .where('id', '=', result.id)
    .executeTakeFirst()
  expect(row?.result_bytes).toBe(Buffer.byteLength(JSON.stringify(result)))
})

test('what its owner removes is gone, and neither a stranger nor a second time removes anything', async () => {
  const result = await keep('owner')
  expect(await remove({ accountId: 'stranger', id: result.id })).toBe(false)
  expect(await find('owner', result.id)).toEqual(result)
  expect(await remove({ accountId: 'owner', id: result.id })).toBe(true)
  expect(await find('owner', result.id)).toBeUndefined()
  expect(await remove({ accountId: 'owner', id: result.id })).toBe(false)
})

test('an event that comes again does not bring back what was removed', async () => {
  const result = await keep('owner')
  await remove({ accountId: 'owner', id: result.id })
  await keep('owner', result)
  expect(await find('owner', result.id)).toBeUndefined()
})
