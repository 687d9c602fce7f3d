import { randomUUID } from 'node:crypto'
import { openDatabase } from '@runhive/postgres/open'
import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import type { Kysely } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { migrations } from '../../migrations/all.ts'
import * as anonymousSecrets from '../db/anonymous-secrets.ts'
import { createTakeAll, forgetIdleAddresses } from '../db/limits.ts'
import * as requests from '../db/requests.ts'
import type { Schema } from '../db/schema.ts'
import * as slots from '../db/slots.ts'
import { newAccount, newKey, run } from '../testing/limits.ts'
import { PURGE_BATCH, purge, startPurging } from './purge.ts'

vi.setConfig({ testTimeout: 60_000 })

let database: TestDatabase<Schema>
let db: Kysely<Schema>
let other: Kysely<Schema>
beforeAll(async () => {
  database = await createTestDatabase<Schema>({ service: 'auth', migrations })
  db = database.db
  other = openDatabase<Schema>(database.url)
})
afterAll(async () => {
  await other.destroy()
  await database[Symbol.asyncDispose]()
})
beforeEach(() => db.deleteFrom('requests').execute())

const NOW = new Date('2030-06-15T12:00:00Z')
const DAY_MS = 24 * 60 * 60_000
const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY_MS)
const entry = (at: Date, accountId?: string): requests.RequestEntry => ({
  ...{ at, accountId, procedure: 'executions.run', outcome: 'admitted' },
  ...{ ip: '192.0.2.1', userAgent: 'test', keyId: undefined },
})

function deps(connection: Kysely<Schema>, change: { purgeExpired?: () => Promise<void> } = {}) {
  const seen = { purged: 0, oldestSeconds: Number.NaN, errors: [] as unknown[] }
  return {
    seen,
    keepDays: 30,
    now: () => NOW,
    purgeRequests: (options: { before: Date; limit: number }) => requests.purge(connection, options),
    findOldest: () => requests.findOldest(connection),
    purgeExpired: async () => {},
    metrics: {
      requestsPurged: (count: number) => {
        seen.purged += count
      },
      oldestRequest: (seconds: number) => {
        seen.oldestSeconds = seconds
      },
    },
    onError: (error: unknown) => void seen.errors.push(error),
    ...change,
  }
}

test('usage data that is too old is deleted, newer data stays, and the age of the oldest is reported', async () => {
  await requests.insert(
    db,
    [31, 30.001, 30, 29, 0].map((days) => entry(daysAgo(days))),
  )
  const purging = deps(db)
  await purge(purging)
  expect(purging.seen.purged).toBe(2)
  expect(purging.seen.oldestSeconds).toBe(30 * 24 * 60 * 60)
  const left = await db.selectFrom('requests').select('at').orderBy('at').execute()
  expect(left.map(({ at }) => at)).toEqual([30, 29, 0].map(daysAgo))
})

test('two processes at once purge everything between them, batch after batch, and each row once', async () => {
  const old = Array.from({ length: PURGE_BATCH * 2 + 7 }, (_, index) => entry(daysAgo(31 + index / 1_000)))
  await requests.insert(db, [...old, entry(daysAgo(1))])
  const [one, two] = [deps(db), deps(other)]
  await Promise.all([purge(one), purge(two)])
  await purge(one)
  expect(one.seen.purged + two.seen.purged).toBe(old.length)
  expect(await requests.findOldest(db)).toEqual(daysAgo(1))
})

test('it purges when it starts, says what failed, and ends what is under way when it is closed', async () => {
  await requests.insert(db, [entry(daysAgo(31))])
  const purging = deps(db, { purgeExpired: () => Promise.reject(new Error('away')) })
  await startPurging(purging)[Symbol.asyncDispose]()
  expect(purging.seen).toMatchObject({ purged: 1, errors: [new Error('away')] })
})

test('usage data that cannot be purged does not hold up the rest', async () => {
  await requests.insert(db, [entry(daysAgo(31))])
  let otherPurges = 0
  const purging = {
    ...deps(db, {
      purgeExpired: async () => {
        otherPurges += 1
      },
    }),
    purgeRequests: () => Promise.reject(new Error('away')),
  }
  await expect(purge(purging)).rejects.toThrow('away')
  expect(otherPurges).toBe(1)
  expect(purging.seen.oldestSeconds).toBe(31 * 24 * 60 * 60)
})

test('closing does not wait for batch after batch', async () => {
  const first = Promise.withResolvers<number>()
  const batches: number[] = []
  const purgeRequests = ({ limit }: { limit: number }) => {
    batches.push(limit)
    return batches.length === 1 ? first.promise : Promise.resolve(batches.length < 5 ? limit : 0)
  }
  const purging = startPurging({ ...deps(db), purgeRequests })
  const closed = purging[Symbol.asyncDispose]()
  first.resolve(PURGE_BATCH)
  await closed
  expect(batches).toHaveLength(1)
})

test('usage data goes with its account, and of an account that is gone none is written', async () => {
  const account = await newAccount(db)
  await requests.insert(db, [entry(daysAgo(1), account.accountId), entry(daysAgo(1))])
  await db.deleteFrom('accounts').where('id', '=', account.accountId).execute()
  await requests.insert(db, [entry(daysAgo(1), account.accountId), entry(daysAgo(1), randomUUID())])
  expect(await db.selectFrom('requests').select('account_id').execute()).toEqual([{ account_id: null }])
})

test('pages follow each other without gap or repeat, equal times included', async () => {
  const { accountId } = await newAccount(db)
  await requests.insert(
    db,
    Array.from({ length: 25 }, (_, index) => entry(daysAgo(Math.floor(index / 10)), accountId)),
  )
  const ids: string[] = []
  let after: Parameters<typeof requests.list>[1]['after']
  for (;;) {
    const page = await requests.list(db, { accountId, after, limit: 4 })
    ids.push(...page.map(({ position }) => position.id))
    if (page.length === 0) break
    after = page.at(-1)?.position
  }
  expect(new Set(ids).size).toBe(25)
  expect(ids).toHaveLength(25)
})

test('lapsed slots of accounts without further requests end too, and idle addresses are forgotten', async () => {
  const account = await newAccount(db)
  const key = await newKey(db, account)
  const address = (id: string) =>
    ({ of: 'ip', id: `ip:${id}`, limits: { requestsPerMinute: 10, burst: 10 } }) as const
  const takeAll = createTakeAll(db)
  const longAgo = new Date(Date.now() - 2 * DAY_MS)
  await takeAll([run([account, key], { lapsesAfterMs: 1_000 })], longAgo)
  await takeAll([{ subjects: [address('idle')] }], longAgo)
  await takeAll([{ subjects: [address('busy')] }])
  await slots.endLapsed(db, 100)
  await forgetIdleAddresses(db, 100)
  expect(await db.selectFrom('leases').selectAll().execute()).toEqual([])
  const counters = await db.selectFrom('counters').select(['subject', 'outstanding']).execute()
  expect(counters.map(({ subject }) => subject).sort()).toEqual([account.id, 'ip:busy', key.id].sort())
  expect(counters.every(({ outstanding }) => outstanding === 0)).toBe(true)
})

test('all processes have one secret a day, and yesterday’s is gone', async () => {
  const secrets = await Promise.all(
    [db, other, db, other].map((one) => anonymousSecrets.ensure(one, '2030-01-01')),
  )
  expect(new Set(secrets.map((secret) => secret.toString('hex'))).size).toBe(1)
  const next = await anonymousSecrets.ensure(db, '2030-01-02')
  await anonymousSecrets.forgetBefore(db, '2030-01-02')
  expect(await db.selectFrom('anonymous_secrets').select('secret').execute()).toEqual([{ secret: next }])
})
