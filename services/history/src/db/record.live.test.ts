import { randomUUID } from 'node:crypto'
import { findMentions } from '@runhive/postgres/mentions'
import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrations } from '../../migrations/all.ts'
import { aRecord, aResult, record } from '../testing.ts'
import type { Schema } from './schema.ts'
import * as usage from './usage.ts'

let database: TestDatabase<Schema>
beforeAll(async () => {
  database = await createTestDatabase<Schema>({ service: 'history', migrations })
})
afterAll(() => database[Symbol.asyncDispose]())

const finish = (accountId: string, change: Parameters<typeof aResult>[0] = {}) =>
  record(database.db, aRecord(accountId, aResult(change)), new Date())
const always = { from: '0000-01-01', to: '9999-12-31' }
const used = (accountId: string, days = always) => usage.ofAccount(database.db, { accountId, ...days })

test('executions are counted by day and language, whether or not they are stored', async () => {
  const account = randomUUID()
  await finish(account)
  await finish(account, { stored: false, status: 'failed' })
  await finish(account, { language: 'c' })
  await finish(account, { finishedAt: '2030-01-02T00:00:00.000Z' })
  const day = { day: '2030-01-01', language: 'python', errors: 0, cpuSeconds: 0.0095 }
  expect(await used(account)).toEqual([
    { ...day, language: 'c', runs: 1 },
    { ...day, runs: 2, errors: 1, cpuSeconds: 0.019 },
    { ...day, day: '2030-01-02', runs: 1 },
  ])
})

test('the first and the last day asked for are part of the answer, and nothing outside', async () => {
  const account = randomUUID()
  for (const day of [1, 2, 3, 4]) await finish(account, { finishedAt: `2030-01-0${day}T12:00:00.000Z` })
  const days = async (from: string, to: string) => (await used(account, { from, to })).map(({ day }) => day)
  expect(await days('2030-01-02', '2030-01-03')).toEqual(['2030-01-02', '2030-01-03'])
  expect(await days('2030-01-04', '2030-01-04')).toEqual(['2030-01-04'])
  expect(await days('2030-01-04', '2030-01-01')).toEqual([])
})

test('one execution counts once, however often and at once its event comes, stored or not', async () => {
  for (const stored of [true, false]) {
    const account = randomUUID()
    const execution = aRecord(account, aResult({ stored }))
    await Promise.all(Array.from({ length: 8 }, () => record(database.db, execution, new Date())))
    await record(database.db, execution, new Date())
    expect(await used(account)).toMatchObject([{ runs: 1 }])
  }
})

test('many executions of one account at once are all counted', async () => {
  const account = randomUUID()
  await Promise.all(Array.from({ length: 40 }, () => finish(account)))
  expect(await used(account)).toMatchObject([{ runs: 40 }])
})

test('of an execution that is not to be stored nothing is left but that it was counted', async () => {
  const account = randomUUID()
  const result = aResult({
    stored: false,
    metadata: { exercise: 'secret-metadata' },
    message: 'secret-message',
  })
  await record(database.db, aRecord(account, result), new Date())
  const places = (text: string) => findMentions(database.adminUrl, [text])
  expect(await places(account)).toEqual(['history.usage.account_id'])
  expect(await places('secret-')).toEqual([])
  // Its id alone, without the account and for a day, so that it is not counted again.
  expect(await places(result.id)).toEqual(['history.seen_executions.id'])
})

test('a failure leaves neither a record nor a count, so that the next delivery does both', async () => {
  const account = randomUUID()
  // Before all times that Postgres knows.
  const broken = aRecord(account, aResult({ createdAt: '-271821-04-20T00:00:00.000Z' }))
  await expect(record(database.db, broken, new Date())).rejects.toThrow()
  expect(await findMentions(database.adminUrl, [account])).toEqual([])
  await record(
    database.db,
    aRecord(account, { ...broken.result, createdAt: '2030-01-01T00:00:00Z' }),
    new Date(),
  )
  expect(await used(account)).toMatchObject([{ runs: 1 }])
})

test('operators see the sum over all accounts and how many there were, and no account', async () => {
  const [one, two] = [randomUUID(), randomUUID()]
  const at = { finishedAt: '2031-05-05T00:00:00.000Z' }
  await finish(one, at)
  await finish(one, { ...at, status: 'timed_out' })
  await finish(two, at)
  await finish(two, { ...at, language: 'c' })
  const days = { from: '2031-05-05', to: '2031-05-05' }
  expect(await usage.ofAll(database.db, days)).toEqual([
    { day: '2031-05-05', language: 'c', runs: 1, errors: 0, cpuSeconds: 0.0095, accounts: 1 },
    { day: '2031-05-05', language: 'python', runs: 3, errors: 1, cpuSeconds: 0.0285, accounts: 2 },
  ])
})
