import { randomUUID } from 'node:crypto'
import { findMentions } from '@runhive/postgres/mentions'
import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { migrations } from '../../migrations/all.ts'
import { aRecord, aResult, record } from '../testing.ts'
import { removeAccount } from './accounts.ts'
import * as deliveries from './deliveries.ts'
import { remove } from './executions.ts'
import { purge } from './purge.ts'
import { record as recordAll } from './record.ts'
import type { Schema } from './schema.ts'
import * as secrets from './webhook-secrets.ts'

let database: TestDatabase<Schema>
beforeAll(async () => {
  database = await createTestDatabase<Schema>({ service: 'history', migrations })
})
afterAll(() => database[Symbol.asyncDispose]())
beforeEach(async () => {
  await sql`truncate deliveries`.execute(database.db)
})

const NOW = new Date('2030-06-01T00:00:00.000Z')
const later = (ms: number) => new Date(NOW.getTime() + ms)

interface NewDelivery {
  readonly id: string
  readonly executionId: string
  readonly accountId: string
  readonly url: string
  readonly payload: string
  readonly sealed: boolean
}

function aDelivery(change: Partial<NewDelivery> = {}): NewDelivery {
  const ids = { id: randomUUID(), executionId: randomUUID() }
  const sent = { url: 'https://x.example/', payload: '{"secret":1}', sealed: false }
  return { ...ids, accountId: 'a1', ...sent, ...change }
}

/** Each with its execution. */
async function addAll(all: readonly NewDelivery[], now = NOW, maxPending = 100): Promise<number> {
  const finished = all.map(({ id, executionId, accountId, url, payload, sealed }) => ({
    ...aRecord(accountId, aResult({ id: executionId })),
    webhook: { id, url, ...(sealed ? { sealed: payload } : { payload }) },
  }))
  return recordAll(database.db, finished, { now, maxPending, logUntil: later(1_000) })
}

async function add(change: Partial<NewDelivery> = {}, now = NOW, maxPending = 100) {
  const delivery = aDelivery(change)
  await addAll([delivery], now, maxPending)
  return delivery
}
const claim = (now = NOW, except: string[] = []) => deliveries.claim(database.db, { now, except })
const attempt = { at: NOW.toISOString(), durationMs: 3, httpStatus: 500, error: 'the receiver answered 500' }
const settle = (id: string, next: deliveries.Settlement) =>
  deliveries.settle(database.db, { id, attempt, next })
const list = (change: Partial<deliveries.DeliveryQuery> = {}) =>
  deliveries.list(database.db, { accountId: 'a1', limit: 10, ...change })
const payloads = async () =>
  (await database.db.selectFrom('deliveries').select('payload').execute()).map(({ payload }) => payload)

test('a webhook is noted once for an execution, however often its event comes', async () => {
  const executionId = randomUUID()
  await Promise.all(Array.from({ length: 5 }, () => add({ executionId })))
  expect(await list()).toHaveLength(1)
})

test('one whose payload is encrypted waits, is claimed and counted as the others, and the version before does not see it', async () => {
  const { id } = await add({ sealed: true, payload: 'sealed' })
  expect(await list()).toMatchObject([{ id, status: 'pending' }])
  expect(await deliveries.countPending(database.db)).toBe(1)
  expect(await deliveries.findWaiting(database.db, [id, randomUUID()])).toEqual(new Set([id]))
  const visibleBefore = sql`select from deliveries where status = 'pending'`
  expect((await visibleBefore.execute(database.db)).rows).toEqual([])
  expect(await claim()).toMatchObject({ id, payload: 'sealed', sealed: true })
  await settle(id, { status: 'pending', nextAttemptAt: NOW })
  expect(await claim()).toMatchObject({ id, sealed: true, tries: 1 })
  await settle(id, { status: 'delivered', expiresAt: later(1) })
  expect(await list()).toMatchObject([{ id, status: 'delivered' }])
  expect(await payloads()).toEqual([null])
  expect(await deliveries.findWaiting(database.db, [id])).toEqual(new Set())
})

test('what is due is claimed by one alone, the oldest first, byte for byte, until its claim lapses', async () => {
  const payload = JSON.stringify({ data: '\0 ä 🐝 \ud800' })
  const second = await add({}, later(-1))
  const first = await add({ payload }, later(-2))
  await add({}, later(1))
  const claims = await Promise.all([claim(), claim(), claim(), claim()])
  const found = claims.filter((one) => one !== undefined)
  expect(new Set(found.map(({ id }) => id))).toEqual(new Set([first.id, second.id]))
  expect(found.find(({ id }) => id === first.id)).toEqual({
    id: first.id,
    accountId: 'a1',
    url: first.url,
    payload,
    sealed: false,
    tries: 0,
  })
  expect(await claim(later(59_999))).not.toMatchObject({ id: first.id })
  // Whoever had it has died.
  expect(await claim(later(60_000))).toMatchObject({ id: expect.stringMatching(`${first.id}|${second.id}`) })
})

test('whoever looks for work does not wait for what another is just claiming', async () => {
  const [held, free] = [await add({}, later(-2)), await add({}, later(-1))]
  await database.db.transaction().execute(async (trx) => {
    await trx.selectFrom('deliveries').selectAll().where('id', '=', held.id).forUpdate().execute()
    expect(await claim()).toMatchObject({ id: free.id })
    expect(await claim()).toBeUndefined()
  })
  expect(await claim()).toMatchObject({ id: held.id })
})

test('many processes share what is due, and none is claimed twice', async () => {
  const added = await Promise.all(Array.from({ length: 40 }, () => add()))
  const drain = async () => {
    const mine: string[] = []
    for (let one = await claim(); one; one = await claim()) mine.push(one.id)
    return mine
  }
  const claimed = (await Promise.all([drain(), drain(), drain(), drain()])).flat()
  // Whoever looks while all that is due is held by others goes away; the next look finds the rest.
  claimed.push(...(await drain()))
  expect(claimed).toHaveLength(40)
  expect(new Set(claimed)).toEqual(new Set(added.map(({ id }) => id)))
})

test('more webhooks of an account than may wait are logged as failed, without their payload', async () => {
  const [first, second] = [await add({}, NOW, 2), await add({}, NOW, 2)]
  const third = await add({}, later(1), 2)
  await add({ accountId: 'a2' }, NOW, 2)
  const [newest] = await list()
  expect(newest).toMatchObject({ id: third.id, status: 'failed', nextAttemptAt: null })
  expect(newest?.attempts).toMatchObject([{ error: 'too many webhooks of this account are pending' }])
  expect((await payloads()).filter((payload) => payload === null)).toHaveLength(1)
  await settle(first.id, { status: 'delivered', expiresAt: later(1_000) })
  await add({}, later(2), 2)
  const statuses = async () => Object.fromEntries((await list()).map(({ id, status }) => [id, status]))
  expect(await statuses()).toMatchObject({
    [first.id]: 'delivered',
    [second.id]: 'pending',
    [third.id]: 'failed',
  })
  expect((await list())[0]).toMatchObject({ status: 'pending' })
})

test('looking for what is due walks the index of it, however long the log', async () => {
  await sql`
    insert into deliveries (id, account_id, url, status, created_at, next_attempt_at)
    select gen_random_uuid(), 'a' || n % 100, 'http://x.example/', case when n % 2 = 0 then 'pending' else 'delivered' end,
           ${NOW}, ${NOW}::timestamptz + n * interval '1 second'
    from generate_series(1, 5000) as n`.execute(database.db)
  await sql`analyze deliveries`.execute(database.db)
  const plan = await sql<{ 'QUERY PLAN': string }>`
    explain select id from deliveries where status = 'pending' and next_attempt_at <= ${later(1_000_000)}
      and account_id != all(${['busy']}::text[]) order by next_attempt_at limit 1 for update skip locked
  `.execute(database.db)
  const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n')
  expect(text).toContain('using deliveries_due ')
  expect(text).not.toContain('Sort')
})

test('webhooks of an account that has enough under way wait', async () => {
  await add({ accountId: 'busy' })
  const other = await add({ accountId: 'other' })
  expect(await claim(NOW, ['busy', 'third'])).toMatchObject({ id: other.id })
  expect(await claim(NOW, ['busy'])).toBeUndefined()
  expect(await claim()).toMatchObject({ accountId: 'busy' })
})

test('a try that failed is logged, and the webhook is due again at its time', async () => {
  const { id, executionId, url } = await add()
  await claim()
  await settle(id, { status: 'pending', nextAttemptAt: later(5_000) })
  expect(await list()).toEqual([
    {
      id,
      executionId,
      url,
      status: 'pending',
      createdAt: NOW.toISOString(),
      nextAttemptAt: later(5_000).toISOString(),
      attempts: [attempt],
    },
  ])
  expect(await claim(later(4_999))).toBeUndefined()
  expect(await claim(later(5_000))).toMatchObject({ id, tries: 1 })
})

test.each(['delivered', 'failed'] as const)(
  'of a webhook that is %s the log stays, and no payload',
  async (status) => {
    const { id } = await add()
    await settle(id, { status, expiresAt: later(1_000) })
    expect(await list()).toMatchObject([{ id, status, nextAttemptAt: null, attempts: [attempt] }])
    expect(await payloads()).toEqual([null])
    expect(await claim(later(1e9))).toBeUndefined()
    // A slower process that tried the same one changes nothing any more.
    await settle(id, { status: 'pending', nextAttemptAt: NOW })
    expect(await list()).toMatchObject([{ status, attempts: [attempt] }])
  },
)

test('the log is purged at its time; what is pending never is', async () => {
  const { id } = await add()
  await add()
  await settle(id, { status: 'failed', expiresAt: later(1_000) })
  const purgeAt = (now: Date) =>
    purge(database.db, { now, usageDays: 1e5, statusDays: 1e5, onPurged: () => {} })
  await purgeAt(later(999))
  expect(await list()).toHaveLength(2)
  await purgeAt(later(1e12))
  expect(await list()).toMatchObject([{ status: 'pending' }])
})

test('the log is an account’s own, newest first, page by page, also of one execution', async () => {
  const all = []
  for (const second of [1, 2, 3]) all.unshift(await add({}, later(second * 1_000)))
  await add({ accountId: 'a2' })
  const [newest, middle, oldest] = all
  const ids = async (change: Partial<deliveries.DeliveryQuery> = {}) =>
    (await list(change)).map(({ id }) => id)
  expect(await ids()).toEqual([newest?.id, middle?.id, oldest?.id])
  expect(await ids({ limit: 1, after: { createdAt: later(2_000), id: middle?.id ?? '' } })).toEqual([
    oldest?.id,
  ])
  expect(await ids({ executionId: middle?.executionId })).toEqual([middle?.id])
  expect(await ids({ accountId: 'a2', executionId: middle?.executionId })).toEqual([])
})

test('a test is logged as it went', async () => {
  const delivery = {
    id: randomUUID(),
    executionId: null,
    url: 'http://x.example/\0',
    status: 'failed' as const,
    createdAt: NOW.toISOString(),
    nextAttemptAt: null,
    attempts: [attempt],
  }
  await deliveries.addTest(database.db, { accountId: 'a1', delivery, expiresAt: later(1) })
  expect(await list()).toEqual([{ ...delivery, url: 'http://x.example/\u{fffd}' }])
})

test('what an owner removed is not sent any more, also when its event comes only now', async () => {
  const owner = randomUUID()
  const [one, two] = [aRecord(owner, aResult()), aRecord(owner, aResult())]
  for (const execution of [one, two]) await record(database.db, execution, NOW)
  await add({ accountId: owner, executionId: one.id })
  for (const { id } of [one, two]) await remove(database.db, { accountId: owner, id }, NOW)
  await add({ accountId: owner, executionId: two.id })
  expect(await list({ accountId: owner })).toMatchObject([{ executionId: one.id, status: 'failed' }])
  expect(await payloads()).toEqual([null])
})

test('of a removed account no delivery, test or secret stays or comes', async () => {
  const account = randomUUID()
  const { id } = await add({
    accountId: account,
    payload: JSON.stringify(account),
    url: `https://${account}.example/`,
  })
  await secrets.rotate(database.db, account, NOW)
  expect(await removeAccount(database.db, { accountId: account, now: NOW })).toEqual({
    executions: 0,
    programs: 0,
    deliveries: 1,
    usage: 1,
    webhookSecrets: 1,
  })
  await settle(id, { status: 'pending', nextAttemptAt: NOW }) // a try was under way
  await add({ accountId: account })
  const delivery = { id, executionId: null, url: account, status: 'failed' as const, attempts: [] }
  const test = { ...delivery, createdAt: NOW.toISOString(), nextAttemptAt: null }
  await deliveries.addTest(database.db, { accountId: account, delivery: test, expiresAt: NOW })
  await secrets.rotate(database.db, account, NOW)
  expect(await findMentions(database.adminUrl, [account])).toEqual([])
})

test('a secret starts at the first version, and every rotation, at once too, is the next', async () => {
  const account = randomUUID()
  expect(await secrets.find(database.db, account)).toEqual({ version: 1, rotatedAt: undefined })
  const rotated = await Promise.all([1, 2, 3].map(() => secrets.rotate(database.db, account, NOW)))
  expect(rotated.map(({ version }) => version).toSorted()).toEqual([2, 3, 4])
  expect(await secrets.find(database.db, account)).toEqual({ version: 4, rotatedAt: NOW })
})

test('how many wait, and for how long the oldest has, is known', async () => {
  expect(await deliveries.countPending(database.db)).toBe(0)
  expect(await deliveries.oldestPendingSeconds(database.db, NOW)).toBe(0)
  const { id } = await add()
  await add({}, later(10_000))
  expect(await deliveries.countPending(database.db)).toBe(2)
  expect(await deliveries.oldestPendingSeconds(database.db, later(60_000))).toBe(60)
  await settle(id, { status: 'delivered', expiresAt: NOW })
  expect(await deliveries.oldestPendingSeconds(database.db, later(60_000))).toBe(50)
})

test('when the next one is due is known, without those that wait for others of their account', async () => {
  const nextDueMs = (except: string[] = []) => deliveries.nextDueMs(database.db, { now: NOW, except })
  expect(await nextDueMs()).toBeUndefined()
  await add({ accountId: 'a1' }, later(2_000))
  await add({ accountId: 'a2' }, later(5_000))
  const { id } = await add({ accountId: 'a3' })
  expect(await nextDueMs()).toBe(0)
  await settle(id, { status: 'delivered', expiresAt: later(1) })
  expect(await nextDueMs()).toBe(2_000)
  expect(await nextDueMs(['a1'])).toBe(5_000)
})
