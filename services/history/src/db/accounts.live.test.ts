import { randomUUID } from 'node:crypto'
import { findMentions } from '@runhive/postgres/mentions'
import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrations } from '../../migrations/all.ts'
import { aRecord, aResult, keepMany, record } from '../testing.ts'
import * as accounts from './accounts.ts'
import type { Schema } from './schema.ts'

let database: TestDatabase<Schema>
beforeAll(async () => {
  database = await createTestDatabase<Schema>({ service: 'history', migrations })
})
afterAll(() => database[Symbol.asyncDispose]())

const finish = (accountId: string, result = aResult()) =>
  record(database.db, aRecord(accountId, result), new Date())
const remove = (accountId: string, signal?: AbortSignal) =>
  accounts.removeAccount(database.db, { accountId, now: new Date() }, signal)
const nothing = { executions: 0, programs: 0, deliveries: 0, usage: 0, webhookSecrets: 0 }
const mentions = (accountId: string) => findMentions(database.adminUrl, [accountId])

test('after a removal no row of any table mentions the account, and everything of others is there', async () => {
  const [gone, other] = [randomUUID(), randomUUID()]
  for (const account of [gone, other]) {
    await finish(account)
    await finish(account, aResult({ stored: false }))
  }
  const before = await mentions(other)
  expect(before).toEqual(['history.executions.account_id', 'history.usage.account_id'])
  expect(await mentions(gone)).toEqual(before)
  expect(await remove(gone)).toMatchObject({ executions: 1, usage: 1 })
  expect(await mentions(gone)).toEqual([])
  expect(await mentions(other)).toEqual(before)
})

test('removing again deletes nothing and succeeds, also of an account that never was', async () => {
  const account = randomUUID()
  await finish(account)
  await remove(account)
  expect(await remove(account)).toEqual(nothing)
  expect(await remove(randomUUID())).toEqual(nothing)
})

test('what still arrives of a removed account is dropped, and does not fail', async () => {
  const account = randomUUID()
  await remove(account)
  await finish(account)
  await finish(account, aResult({ stored: false }))
  expect(await mentions(account)).toEqual([])
})

test('what arrives while the account is being removed leaves nothing behind', async () => {
  for (let round = 0; round < 10; round += 1) {
    const account = randomUUID()
    const arriving = Array.from({ length: 12 }, () => finish(account))
    await Promise.all([...arriving, remove(account)])
    expect(await mentions(account)).toEqual([])
  }
})

test('a long history is removed in parts, and a removal that was interrupted goes on where it was', async () => {
  const account = randomUUID()
  await keepMany(database.db, { accountId: account, count: 1_100, expiresAt: new Date() })
  const interrupted = remove(account, AbortSignal.abort())
  await expect(interrupted).rejects.toThrow()
  await finish(account)
  expect(await remove(account)).toMatchObject({ executions: 1_100 })
  expect(await mentions(account)).toEqual([])
})
