import { randomUUID } from 'node:crypto'
import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrations } from '../../migrations/all.ts'
import { aRecord, aRequest, aResult, record } from '../testing.ts'
import { removeAccount } from './accounts.ts'
import { remove } from './executions.ts'
import { purge } from './purge.ts'
import { findRequest } from './requests.ts'
import type { Schema } from './schema.ts'

let database: TestDatabase<Schema>
beforeAll(async () => {
  database = await createTestDatabase<Schema>({ service: 'history', migrations })
})
afterAll(() => database[Symbol.asyncDispose]())

const NOW = new Date('2030-06-01T00:00:00.000Z')

/** An execution that is recorded without what was asked, because that has not come yet, and with it. */
function world(accountId: string = randomUUID(), expiresAt = new Date('2040-01-01T00:00:00.000Z')) {
  const result = aResult()
  const { id } = result
  const request = aRequest()
  const execution = { ...aRecord(accountId, result), expiresAt }
  return {
    ...{ id, accountId, request },
    record: () => record(database.db, execution, NOW),
    keep: () => record(database.db, execution, NOW, { requestJson: JSON.stringify(request) }),
    find: (by = accountId) => findRequest(database.db, { accountId: by, id }),
    remove: (by = accountId) => remove(database.db, { accountId: by, id }, NOW),
  }
}

test('what was asked comes back exactly, to its account and to no other', async () => {
  const one = world()
  await one.keep()
  await one.keep()
  expect(await one.find()).toEqual(one.request)
  expect(await one.find(randomUUID())).toBeUndefined()
})

test('it goes with its execution, whichever of the two came first, and does not come back', async () => {
  for (const steps of [
    ['record', 'keep'],
    ['keep', 'record'],
  ] as const) {
    const one = world()
    for (const step of steps) await one[step]()
    expect(await one.remove(randomUUID())).toBe(false)
    expect(await one.find()).toEqual(one.request)
    expect(await one.remove()).toBe(true)
    expect(await one.find()).toBeUndefined()
    await one.keep()
    expect(await one.find()).toBeUndefined()
    expect(await one.remove()).toBe(false)
  }
})

test('what is removed while only a half of it has come stays away as a whole', async () => {
  for (const [first, late] of [
    ['record', 'keep'],
    ['keep', 'record'],
  ] as const) {
    const one = world()
    await one[first]()
    expect(await one.remove()).toBe(true)
    await one[late]()
    expect(await one.find()).toBeUndefined()
    expect(await one.remove()).toBe(false)
  }
})

test('it is purged with its execution, and not before', async () => {
  const [old, young] = [world(randomUUID(), NOW), world(randomUUID(), new Date(NOW.getTime() + 1))]
  for (const one of [old, young]) await Promise.all([one.record(), one.keep()])
  const purged: string[] = []
  await purge(database.db, {
    now: NOW,
    usageDays: 400,
    statusDays: 90,
    onPurged: (table) => purged.push(table),
  })
  expect(purged).toEqual(expect.arrayContaining(['executions', 'requests']))
  expect(await old.find()).toBeUndefined()
  expect(await young.find()).toEqual(young.request)
})

test('the receipt of a removed account counts it, and what still arrives is dropped', async () => {
  const accountId = randomUUID()
  const [one, other, late] = [world(accountId), world(), world(accountId)]
  for (const each of [one, other]) await Promise.all([each.record(), each.keep()])
  expect(await removeAccount(database.db, { accountId, now: NOW })).toMatchObject({
    executions: 1,
    programs: 1,
  })
  await late.keep()
  expect(await Promise.all([one.find(), late.find(), other.find()])).toEqual([
    undefined,
    undefined,
    other.request,
  ])
})
