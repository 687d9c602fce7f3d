import { randomUUID } from 'node:crypto'
import type { ExecutionResult } from '@runhive/contracts/execution-result'
import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrations } from '../../migrations/all.ts'
import type { Finished } from '../domain/record.ts'
import { aRecord, aRequest, aResult, aResultThatPrinted } from '../testing.ts'
import { removeAccount } from './accounts.ts'
import { findResult, remove } from './executions.ts'
import { outcomesSince } from './outcomes.ts'
import { record } from './record.ts'
import { findRequest } from './requests.ts'
import type { Schema } from './schema.ts'
import * as usage from './usage.ts'

let database: TestDatabase<Schema>
beforeAll(async () => {
  database = await createTestDatabase<Schema>({ service: 'history', migrations })
})
afterAll(() => database[Symbol.asyncDispose]())

const NOW = new Date('2030-06-01T00:00:00.000Z')
const ODD = 'out\0 \\u0000 \ud800 "quoted" 🐝'

/** Everything that a finished execution may have. */
function finished(
  accountId: string,
  result: ExecutionResult = aResult(),
  change: Partial<Finished> = {},
): Finished {
  return {
    ...aRecord(accountId, result),
    ...(result.stored ? { resultJson: JSON.stringify(result) } : {}),
    requestJson: JSON.stringify(aRequest()),
    webhook: { id: randomUUID(), url: 'https://x.example/', payload: JSON.stringify({ data: result }) },
    ...change,
  }
}
const write = (all: readonly Finished[], maxPending = 1_000) =>
  record(database.db, all, { now: NOW, maxPending, logUntil: NOW })
const always = { from: '0000-01-01', to: '9999-12-31' }
const used = (accountId: string) => usage.ofAccount(database.db, { accountId, ...always })
const count = async (table: 'executions' | 'requests' | 'deliveries', accountId: string) =>
  (await database.db.selectFrom(table).select('id').where('account_id', '=', accountId).execute()).length
const shuffled = <T>(all: readonly T[]): T[] =>
  all
    .map((one) => ({ one, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one)

test('a batch of many accounts, days and languages is counted and stored as each of it by itself would be', async () => {
  const [one, two] = [randomUUID(), randomUUID()]
  const odd = aResultThatPrinted(ODD)
  const day = { finishedAt: '2030-01-02T00:00:00.000Z' }
  const batch = [
    finished(one, odd, { requestJson: JSON.stringify(aRequest(ODD)) }),
    finished(one, aResult({ status: 'failed', message: ODD })),
    finished(one, aResult({ language: 'c', ...day })),
    finished(one, aResult({ stored: false }), { requestJson: undefined, webhook: undefined }),
    finished(two, aResult(day)),
  ]
  expect(await write(batch)).toBe(4)
  const python = { language: 'python', errors: 0, cpuSeconds: 0.0095 }
  expect(await used(one)).toEqual([
    { ...python, day: '2030-01-01', runs: 3, errors: 1, cpuSeconds: 0.0285 },
    { ...python, day: '2030-01-02', language: 'c', runs: 1 },
  ])
  expect(await used(two)).toEqual([{ ...python, day: '2030-01-02', runs: 1 }])
  const key = { accountId: one, id: odd.id }
  expect(await findResult(database.db, key)).toEqual(odd)
  expect(await findRequest(database.db, key)).toEqual(aRequest(ODD))
  expect([
    await count('executions', one),
    await count('requests', one),
    await count('deliveries', one),
  ]).toEqual([3, 3, 3])
  const { rows } = await sql<{ payload: string }>`
    select payload from deliveries where execution_id = ${odd.id}`.execute(database.db)
  expect(rows).toEqual([{ payload: JSON.stringify({ data: odd }) }])
})

test('batches that overlap, at once and in any order, end without a deadlock and count each execution once', async () => {
  const accounts = Array.from({ length: 5 }, () => randomUUID())
  const at = { finishedAt: '2033-03-03T00:00:00.000Z' }
  const all = Array.from({ length: 100 }, (_, nr) => finished(accounts[nr % 5] ?? '', aResult(at)))
  await Promise.all(Array.from({ length: 24 }, () => write(shuffled(all).slice(0, 60))))
  await write(all)
  for (const account of accounts) {
    expect(await used(account)).toMatchObject([{ runs: 20 }])
    for (const table of ['executions', 'requests', 'deliveries'] as const)
      expect(await count(table, account)).toBe(20)
  }
  const ended = await outcomesSince(database.db, new Date('2033-03-03T00:00:00.000Z'))
  expect(ended).toMatchObject([{ status: 'succeeded', runs: 100 }])
})

test('an account that is removed meanwhile takes nothing of others with it, and nothing of it stays', async () => {
  for (let round = 0; round < 5; round += 1) {
    const [gone, other] = [randomUUID(), randomUUID()]
    const batches = Array.from({ length: 6 }, () => [finished(gone), finished(other), finished(gone)])
    const writing = batches.map((batch) => write(shuffled(batch)))
    await Promise.all([...writing, removeAccount(database.db, { accountId: gone, now: NOW })])
    for (const table of ['executions', 'requests', 'deliveries'] as const) {
      expect(await count(table, gone)).toBe(0)
      expect(await count(table, other)).toBe(6)
    }
    expect(await used(gone)).toEqual([])
    expect(await used(other)).toMatchObject([{ runs: 6 }])
  }
})

test('an execution that was removed is left out of a batch that comes again, and the others are not', async () => {
  const account = randomUUID()
  const [one, two] = [finished(account), finished(account)]
  await write([one])
  expect(await remove(database.db, { accountId: account, id: one.id }, NOW)).toBe(true)
  await write([one, two])
  for (const table of ['executions', 'requests'] as const) expect(await count(table, account)).toBe(1)
  const waiting = database.db
    .selectFrom('deliveries')
    .select('execution_id')
    .where('account_id', '=', account)
  expect(await waiting.where('status', '=', 'pending').execute()).toEqual([{ execution_id: two.id }])
  expect(await used(account)).toMatchObject([{ runs: 2 }])
})

test('of a batch no more webhooks of an account wait than may, and what is there already takes no place twice', async () => {
  const [account, other] = [randomUUID(), randomUUID()]
  const batch = Array.from({ length: 5 }, () => finished(account))
  expect(await write(batch.slice(0, 2), 3)).toBe(2)
  expect(await write([...batch, finished(other)], 3)).toBe(2)
  const statuses = await database.db
    .selectFrom('deliveries')
    .select(['status', 'payload', 'next_attempt_at', 'expires_at', 'attempts'])
    .where('account_id', '=', account)
    .orderBy('status')
    .execute()
  expect(statuses.map(({ status }) => status)).toEqual(['failed', 'failed', 'pending', 'pending', 'pending'])
  expect(statuses[0]).toEqual({
    ...{ status: 'failed', payload: null, next_attempt_at: null, expires_at: NOW },
    attempts: [
      {
        ...{ at: NOW.toISOString(), durationMs: 0, httpStatus: null },
        error: 'too many webhooks of this account are pending',
      },
    ],
  })
})

test('one that cannot be recorded takes the whole batch with it, which can be recorded without it', async () => {
  const account = randomUUID()
  const good = finished(account)
  // Before all times that Postgres knows.
  const bad = finished(account, aResult({ createdAt: '-271821-04-20T00:00:00.000Z' }))
  await expect(write([good, bad])).rejects.toThrow()
  expect(await used(account)).toEqual([])
  await write([good])
  expect(await used(account)).toMatchObject([{ runs: 1 }])
})

test('what a process of an older version has recorded, in its steps, is not recorded again', async () => {
  const account = randomUUID()
  const [counted, asked, notified] = [finished(account), finished(account), finished(account)]
  const { db } = database
  await db.insertInto('seen_executions').values({ id: counted.id, expires_at: NOW }).execute()
  const request = { request: '{}', request_bytes: 2, expires_at: NOW }
  await db
    .insertInto('requests')
    .values({ id: asked.id, account_id: account, ...request })
    .execute()
  const delivery = { id: randomUUID(), execution_id: notified.id, url: 'x', status: 'delivered' as const }
  await db
    .insertInto('deliveries')
    .values({ ...delivery, account_id: account, created_at: NOW })
    .execute()
  await write([counted, asked, notified])
  expect(await used(account)).toMatchObject([{ runs: 2 }])
  expect(await count('requests', account)).toBe(3)
  expect(await count('deliveries', account)).toBe(3)
  expect(await findRequest(db, { accountId: account, id: asked.id })).toEqual({})
})
