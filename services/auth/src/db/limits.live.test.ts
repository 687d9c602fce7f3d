import { openDatabase } from '@runhive/postgres/open'
import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import * as fc from 'fast-check'
import type { Kysely } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { migrations } from '../../migrations/all.ts'
import { type LimitRequest, refillPerMs, type Verdict } from '../domain/limits.ts'
import { newAccount, newKey, run } from '../testing/limits.ts'
import { adoptSlots, createTakeAll, releaseSlots, type TakeAll } from './limits.ts'
import type { Schema } from './schema.ts'

vi.setConfig({ testTimeout: 120_000 })

let database: TestDatabase<Schema>
let db: Kysely<Schema>
/** As two processes have: pools of their own on one database. */
let processes: [TakeAll, TakeAll]
let other: Kysely<Schema>
beforeAll(async () => {
  database = await createTestDatabase<Schema>({ service: 'auth', migrations })
  db = database.db
  other = openDatabase<Schema>(database.url)
  processes = [createTakeAll(db), createTakeAll(other)]
})
afterAll(async () => {
  await other.destroy()
  await database[Symbol.asyncDispose]()
})

const START = Date.UTC(2030, 0, 1, 12)
const kinds = (verdicts: readonly Verdict[]) =>
  verdicts.map((verdict) => (verdict.kind === 'limited' ? verdict.limit : verdict.kind))
const admitOne = async (ask: LimitRequest, at?: Date): Promise<Verdict> => (await processes[0]([ask], at))[0]!
/** Asks all of them at once, one statement each, half from either process. */
const askAtOnce = async (asks: readonly LimitRequest[]) =>
  (await Promise.all(asks.map((ask, index) => processes[index % 2 === 0 ? 0 : 1]([ask])))).flat()
const counters = (subject: string) =>
  db.selectFrom('counters').selectAll().where('subject', '=', subject).executeTakeFirstOrThrow()

const bucket = fc.record({
  requestsPerMinute: fc.integer({ min: 1, max: 60_000 }),
  burst: fc.integer({ min: 1, max: 20 }),
})
const steps = fc.array(
  fc.record({ afterMs: fc.integer({ min: 0, max: 5_000 }), requests: fc.integer({ min: 1, max: 30 }) }),
  { minLength: 1, maxLength: 12 },
)

test('in no window are there more than the burst and what comes back in it, and a bucket is never less than empty', async () => {
  await fc.assert(
    fc.asyncProperty(bucket, steps, async (limits, sequence) => {
      const subject = await newAccount(db, limits)
      const admittedAt: number[] = []
      let atMs = START
      for (const { afterMs, requests } of sequence) {
        atMs += afterMs
        const asks = Array.from({ length: requests }, (): LimitRequest => ({ subjects: [subject] }))
        for (const verdict of await processes[0](asks, new Date(atMs))) {
          if (verdict.kind === 'gone') throw new Error('gone')
          const { remaining, limit, resetMs, windowMs } = verdict.rate
          expect(remaining).toBeGreaterThanOrEqual(0)
          expect(remaining).toBeLessThanOrEqual(limit)
          expect(resetMs).toBeLessThanOrEqual(windowMs + 1e-6)
          if (verdict.kind === 'within') admittedAt.push(atMs)
        }
      }
      for (const [first, fromMs] of admittedAt.entries()) {
        for (const [later, toMs] of admittedAt.slice(first).entries()) {
          const most = limits.burst + (toMs - fromMs) * refillPerMs(limits)
          expect(later + 1).toBeLessThanOrEqual(most + 1e-6)
        }
      }
    }),
    { numRuns: 40 },
  )
})

test('a caller that waits as long as the answer says is admitted, and one that waits less is not', async () => {
  await fc.assert(
    fc.asyncProperty(bucket, async (limits) => {
      const subject = await newAccount(db, limits)
      const asks = Array.from({ length: limits.burst + 1 }, (): LimitRequest => ({ subjects: [subject] }))
      const refused = (await processes[0](asks, new Date(START))).at(-1)
      if (refused?.kind !== 'limited') throw new Error('not limited')
      expect(refused).toMatchObject({ limit: 'rate', of: 'account', rate: { remaining: 0 } })
      const early = new Date(START + Math.floor(refused.retryAfterMs * 0.99))
      const inTime = new Date(START + Math.ceil(refused.retryAfterMs))
      if (early.getTime() < START + refused.retryAfterMs)
        expect((await admitOne({ subjects: [subject] }, early)).kind).toBe('limited')
      expect((await admitOne({ subjects: [subject] }, inTime)).kind).toBe('within')
      // One token was taken at that moment; after the reset all are there but the one of the next request.
      const whole = new Date(inTime.getTime() + Math.ceil(refused.rate.windowMs))
      expect(await admitOne({ subjects: [subject] }, whole)).toMatchObject({
        rate: { remaining: limits.burst - 1, limit: limits.burst },
      })
    }),
    { numRuns: 30 },
  )
})

test('two hundred at once from two processes against fifty: exactly fifty', async () => {
  const subject = await newAccount(db, { requestsPerMinute: 1, burst: 50 })
  const verdicts = await askAtOnce(Array.from({ length: 200 }, () => ({ subjects: [subject] })))
  expect(verdicts.filter(({ kind }) => kind === 'within')).toHaveLength(50)
})

test('quota and concurrency are exact when everything comes at once, and the smaller one of key and account decides', async () => {
  for (const limit of ['executionsPerDay', 'concurrentExecutions'] as const) {
    const account = await newAccount(db, { [limit]: 20 })
    const key = await newKey(db, account, { [limit]: 7 })
    const byKey = await askAtOnce(Array.from({ length: 60 }, () => run([account, key])))
    expect(byKey.filter(({ kind }) => kind === 'within')).toHaveLength(7)
    expect(byKey.find(({ kind }) => kind === 'limited')).toMatchObject({ of: 'key', maximum: 7 })
    const byAccount = await askAtOnce(Array.from({ length: 60 }, () => run([account])))
    expect(byAccount.filter(({ kind }) => kind === 'within')).toHaveLength(13)
    expect(await counters(account.id)).toMatchObject({ executions: 20, outstanding: 20 })
  }
})

test('what is refused for its rate takes nothing else, and from nobody else', async () => {
  const account = await newAccount(db, { requestsPerMinute: 1, burst: 10 })
  const key = await newKey(db, account, { requestsPerMinute: 1, burst: 1 })
  const verdicts = await processes[0](Array.from({ length: 5 }, () => run([account, key])))
  expect(kinds(verdicts)).toEqual(['within', 'rate', 'rate', 'rate', 'rate'])
  expect(verdicts[1]).toMatchObject({ of: 'key', rate: { limit: 1, remaining: 0 } })
  expect(await counters(account.id)).toMatchObject({ tokens: 9, executions: 1, outstanding: 1 })
})

test('when account and key are both empty, the longer wait is the one that is reported', async () => {
  const account = await newAccount(db, { requestsPerMinute: 60, burst: 1 })
  const key = await newKey(db, account, { requestsPerMinute: 6, burst: 1 })
  const full = await newKey(db, account)
  const ask = (subjects: LimitRequest['subjects']) => admitOne({ subjects }, new Date(START))
  expect((await ask([account, key])).kind).toBe('within')
  expect(await ask([account, key])).toMatchObject({ limit: 'rate', of: 'key', retryAfterMs: 10_000 })
  expect(await ask([account, full])).toMatchObject({ limit: 'rate', of: 'account', retryAfterMs: 1_000 })
  const both = await newAccount(db, { requestsPerMinute: 6, burst: 1 })
  const quick = await newKey(db, both, { requestsPerMinute: 60, burst: 1 })
  await ask([both, quick])
  expect(await ask([both, quick])).toMatchObject({ limit: 'rate', of: 'account', retryAfterMs: 10_000 })
})

test('what is refused for its quota or for concurrency takes no quota and no slot', async () => {
  const spent = await newAccount(db, { executionsPerDay: 1 })
  expect(kinds(await processes[0]([run([spent]), run([spent])]))).toEqual(['within', 'quota'])
  expect(await counters(spent.id)).toMatchObject({ executions: 1, outstanding: 1 })
  const full = await newAccount(db, { concurrentExecutions: 1 })
  expect(kinds(await processes[0]([run([full]), run([full])]))).toEqual(['within', 'concurrency'])
  expect(await counters(full.id)).toMatchObject({ executions: 1, outstanding: 1 })
})

test('the quota is a day’s, UTC: used up to its last millisecond, and whole in the first of the next', async () => {
  const account = await newAccount(db, { executionsPerDay: 1 })
  const midnight = Date.UTC(2030, 5, 1)
  const at = (ms: number) => new Date(midnight + ms)
  expect((await admitOne(run([account]), at(-10_000))).kind).toBe('within')
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 10_000 }), async (ms) => {
      expect(await admitOne(run([account]), at(-ms))).toMatchObject({
        limit: 'quota',
        retryAfterMs: ms,
        maximum: 1,
      })
    }),
    { numRuns: 20 },
  )
  expect((await admitOne(run([account]), at(0))).kind).toBe('within')
  expect(await admitOne(run([account]), at(0))).toMatchObject({ retryAfterMs: 24 * 60 * 60_000 })
})

test('an execution that is requested again has its slot already: it counts once', async () => {
  const account = await newAccount(db, { concurrentExecutions: 2, executionsPerDay: 2 })
  const first = run([account])
  expect(await admitOne(first)).toMatchObject({ outstanding: 0 })
  expect(await admitOne(first)).toMatchObject({ kind: 'within', outstanding: 0 })
  expect(await admitOne(run([account]))).toMatchObject({ kind: 'within', outstanding: 1 })
  expect(await admitOne(first)).toMatchObject({ kind: 'within', outstanding: 1 })
  const same = run([await newAccount(db)])
  const verdicts = await askAtOnce(Array.from({ length: 20 }, () => same))
  expect(kinds(verdicts)).toEqual(Array.from({ length: 20 }, () => 'within'))
  expect(await counters(same.subjects[0].id)).toMatchObject({ executions: 1, outstanding: 1 })
})

test('a slot that ends frees its place in account and key; giving it back frees the quota too', async () => {
  const account = await newAccount(db)
  const key = await newKey(db, account)
  const [finished, refused] = [run([account, key]), run([account, key])]
  await processes[0]([finished, refused])
  const slot = ({ execution }: typeof finished) => ({ owner: execution.owner, executionId: execution.id })
  expect(await releaseSlots(db, [slot(finished)], { giveBack: false })).toBe(1)
  expect(await releaseSlots(db, [slot(finished)], { giveBack: true })).toBe(0)
  expect(await counters(key.id)).toMatchObject({ executions: 2, outstanding: 1 })
  expect(await releaseSlots(db, [slot(refused)], { giveBack: true })).toBe(1)
  for (const { id } of [account, key]) {
    expect(await counters(id)).toMatchObject({ executions: 1, outstanding: 0 })
  }
})

test('a slot ends once, however many end it at once', async () => {
  const account = await newAccount(db)
  const asks = Array.from({ length: 10 }, () => run([account]))
  await processes[0](asks)
  const slots = asks.map(({ execution }) => ({ owner: execution.owner, executionId: execution.id }))
  const ended = await Promise.all(
    [...slots, ...slots].map((slot, index) =>
      releaseSlots(index % 2 ? db : other, [slot], { giveBack: true }),
    ),
  )
  expect(ended.reduce((sum, count) => sum + count, 0)).toBe(10)
  expect(await counters(account.id)).toMatchObject({ executions: 0, outstanding: 0 })
})

test('giving back what was taken yesterday leaves today’s quota alone', async () => {
  const account = await newAccount(db)
  const yesterday = run([account], { lapsesAfterMs: 7 * 24 * 60 * 60_000 })
  await admitOne(yesterday, new Date(START))
  await admitOne(run([account]), new Date(START + 24 * 60 * 60_000))
  await releaseSlots(db, [{ owner: account.accountId, executionId: yesterday.execution.id }], {
    giveBack: true,
  })
  expect(await counters(account.id)).toMatchObject({ executions: 1, outstanding: 1 })
})

test('a slot lapses at its time, not before', async () => {
  const account = await newAccount(db, { concurrentExecutions: 1 })
  const key = await newKey(db, account, { concurrentExecutions: 1 })
  const at = (ms: number) => new Date(START + ms)
  await admitOne(run([account, key], { lapsesAfterMs: 5_000 }), at(0))
  expect(kinds([await admitOne(run([account, key]), at(4_999))])).toEqual(['concurrency'])
  expect(await admitOne(run([account, key]), at(5_000))).toMatchObject({ kind: 'within', outstanding: 0 })
  expect(await counters(key.id)).toMatchObject({ outstanding: 1 })
})

test('a slot of another key of the account lapses too when the account makes a request', async () => {
  const account = await newAccount(db, { concurrentExecutions: 1 })
  const [one, two] = [await newKey(db, account), await newKey(db, account)]
  await admitOne(run([account, one], { lapsesAfterMs: 1 }), new Date(START))
  expect((await admitOne(run([account, two]), new Date(START + 1))).kind).toBe('within')
  expect(await counters(one.id)).toMatchObject({ outstanding: 0 })
})

test('slots taken in memory are adopted whatever the limits say, once', async () => {
  const account = await newAccount(db, { concurrentExecutions: 1, requestsPerMinute: 1, burst: 1 })
  const asks = [run([account]), run([account]), run([account])]
  await adoptSlots(db, asks)
  await adoptSlots(db, asks)
  expect(await counters(account.id)).toMatchObject({ executions: 3, outstanding: 3 })
  expect(await admitOne(run([account]))).toMatchObject({ limit: 'concurrency' })
})

test('an account that was removed meanwhile is gone, and the others in its batch do not notice', async () => {
  const [removed, stays] = [await newAccount(db), await newAccount(db)]
  await admitOne(run([removed, await newKey(db, removed)]))
  await db.deleteFrom('accounts').where('id', '=', removed.accountId).execute()
  expect(kinds(await processes[0]([run([removed]), run([stays])]))).toEqual(['gone', 'within'])
  for (const table of ['counters', 'leases'] as const) {
    const rows = await db.selectFrom(table).selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(removed.accountId)
  }
})

test('batches that share accounts and keys in every order do not lock each other out', async () => {
  const accounts = await Promise.all(Array.from({ length: 6 }, () => newAccount(db)))
  const pairs = await Promise.all(
    accounts.flatMap((account) => [1, 2].map(async () => [account, await newKey(db, account)] as const)),
  )
  const batches = fc.sample(fc.array(fc.constantFrom(...pairs), { minLength: 1, maxLength: 8 }), 200)
  const answers = await Promise.all(
    batches.map(async (batch, index) => {
      const asks = batch.map((pair) => run([...pair]))
      const verdicts = await processes[index % 2 === 0 ? 0 : 1](asks)
      const slots = asks.map(({ execution }) => ({ owner: execution.owner, executionId: execution.id }))
      await releaseSlots(index % 3 === 0 ? db : other, slots, { giveBack: false })
      return verdicts
    }),
  )
  expect(answers.flat().every(({ kind }) => kind === 'within')).toBe(true)
  for (const { id } of accounts) expect(await counters(id)).toMatchObject({ outstanding: 0 })
})
