import { randomUUID } from 'node:crypto'
import { createTestDatabase, type TestDatabase } from '@runhive/postgres/testing'
import * as fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { migrations } from '../../migrations/all.ts'
import { createLimitStore } from '../db/limit-store.ts'
import type { Schema } from '../db/schema.ts'
import { toDay } from '../domain/day.ts'
import type { LimitRequest, Limits, Subject } from '../domain/limits.ts'
import { newAccount, newKey } from '../testing/limits.ts'
import { createMemoryLimits } from './memory.ts'

vi.setConfig({ testTimeout: 180_000 })

let database: TestDatabase<Schema>
beforeAll(async () => {
  database = await createTestDatabase<Schema>({ service: 'auth', migrations })
})
afterAll(() => database[Symbol.asyncDispose]())

/** Late in the day: a sequence may reach the next one. */
const START = Date.UTC(2030, 0, 1, 23, 50)
const MINUTE_MS = 60_000
/**
 * Callers by the positions of their subjects: two accounts, a key of each, another one of the first, and an address.
 */
const CALLERS = [[0], [1], [0, 2], [1, 3], [0, 4], [5]] as const
const EXECUTIONS = 4

const limits: fc.Arbitrary<Limits> = fc.record(
  {
    requestsPerMinute: fc.integer({ min: 1, max: 600 }),
    burst: fc.integer({ min: 1, max: 12 }),
    executionsPerDay: fc.integer({ min: 1, max: 6 }),
    concurrentExecutions: fc.integer({ min: 1, max: 3 }),
  },
  { requiredKeys: ['requestsPerMinute', 'burst'] },
)
const execution = fc.record({
  nr: fc.nat({ max: EXECUTIONS - 1 }),
  lapsesAfterMs: fc.constantFrom(1, 700, 5_000, 3 * MINUTE_MS),
})
const request = fc.record({
  caller: fc.nat({ max: CALLERS.length - 1 }),
  execution: fc.option(execution, { nil: undefined, freq: 4 }),
})
const spares = fc.record({
  kind: fc.constant('spares' as const),
  caller: fc.nat({ max: CALLERS.length - 1 }),
  keeps: fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 4 }),
  lapsesAfterMs: fc.constantFrom(700, 3 * MINUTE_MS),
})
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('take' as const),
      requests: fc.array(request, { minLength: 1, maxLength: 5 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('release' as const),
      caller: fc.nat({ max: CALLERS.length - 1 }),
      nr: fc.nat({ max: EXECUTIONS - 1 }),
      giveBack: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: spares,
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('withdraw' as const), count: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      ms: fc.constantFrom(0, 1, 700, 1_000, 4_300, MINUTE_MS, 4 * MINUTE_MS, 24 * 60 * MINUTE_MS),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('plan' as const), subject: fc.nat({ max: 5 }), limits }),
  },
)

/** Accounts, keys and an address of their own, in both engines, and the time that both go by. */
async function open(given: readonly Limits[]) {
  const { db } = database
  const accounts = [await newAccount(db), await newAccount(db)] as const
  const keys = [await newKey(db, accounts[0]), await newKey(db, accounts[1]), await newKey(db, accounts[0])]
  const address: Subject = { of: 'ip', id: `ip:${randomUUID()}`, limits: { requestsPerMinute: 1, burst: 1 } }
  const subjects: Subject[] = [...accounts, ...keys, address].map((subject, index) => ({
    ...subject,
    limits: given[index] ?? subject.limits,
  }))
  const state = { atMs: START }
  const at = () => new Date(state.atMs)
  const executions = subjects.map(() => Array.from({ length: EXECUTIONS }, () => randomUUID()))
  const slotOf = (caller: number, nr: number) => {
    const first = CALLERS[caller]?.[0] ?? 0
    return { owner: subjects[first]?.accountId ?? 'anon-1', executionId: executions[first]?.[nr] ?? '' }
  }
  const toRequest = (wanted: typeof request extends fc.Arbitrary<infer T> ? T : never): LimitRequest => {
    const [first, second] = (CALLERS[wanted.caller] ?? [0]).map((index) => subjects[index] as Subject)
    if (!first) throw new Error('no such caller')
    const { owner, executionId: id } = slotOf(wanted.caller, wanted.execution?.nr ?? 0)
    const { lapsesAfterMs = 0 } = wanted.execution ?? {}
    return {
      subjects: second ? [first, second] : [first],
      execution: wanted.execution && { owner, id, lapsesAfterMs },
    }
  }
  const toSpares = ({
    caller,
    keeps,
    lapsesAfterMs,
  }: typeof spares extends fc.Arbitrary<infer T> ? T : never) =>
    keeps.map((each): LimitRequest => {
      const { subjects, execution } = toRequest({ caller, execution: { nr: 0, lapsesAfterMs } })
      return { subjects, execution: execution && { ...execution, id: randomUUID() }, keeps: each }
    })
  return {
    ...{ subjects, state, at, slotOf, toRequest, toSpares },
    store: createLimitStore(db),
    memory: createMemoryLimits({ now: at }),
  }
}
type World = Awaited<ReturnType<typeof open>>

async function countsInStore({ subjects, at }: World) {
  const { rows } = await sql<{ subject: string; outstanding: number; executions: number }>`
    select subject, case when day = ${toDay(at())}::date then executions else 0 end as executions, (
      select count(*)::integer from leases
      where counters.subject in (counter, key_counter) and lapses_at > ${at()}
    ) as outstanding
    from counters where subject = any(${subjects.map(({ id }) => id)}::text[])`.execute(database.db)
  const counts = new Map(rows.map(({ subject, ...row }) => [subject, row]))
  return subjects.map(({ id }) => counts.get(id) ?? { outstanding: 0, executions: 0 })
}

test('the same sequence of requests, spare executions, returns, pauses and changes of plan has the same results in Postgres and in memory', async () => {
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(
      fc.array(limits, { minLength: 6, maxLength: 6 }),
      fc.array(step, { minLength: 5, maxLength: 25 }),
      async (given, steps) => {
        const world = await open(given)
        const { store, memory, state, subjects, slotOf, toRequest, toSpares, at } = world
        const unused: string[] = []
        /** When slots lapse: a lapsed one may be ended at any time, so releasing it gives nothing to compare. */
        const lapsesAtMs = new Map<string, number>()
        for (const next of steps) {
          if (next.kind === 'pass') state.atMs += next.ms
          if (next.kind === 'plan') {
            const before = subjects[next.subject]
            if (before) subjects[next.subject] = { ...before, limits: next.limits }
          }
          if (next.kind === 'withdraw') {
            const ids = unused.splice(0, next.count)
            memory.withdraw(ids)
            await store.withdraw(ids)
            // One that has lapsed may be ended at any time.
            const live = ids.filter((id) => (lapsesAtMs.get(id) ?? 0) > state.atMs).length
            expect(await store.endWithdrawn(at())).toBeGreaterThanOrEqual(live)
            if (live > 0) seen.add('withdrawn')
          }
          if (next.kind === 'take' || next.kind === 'spares') {
            const requests = next.kind === 'take' ? next.requests.map(toRequest) : toSpares(next)
            const verdicts = requests.map((each) => memory.take(each))
            expect(await store.takeAll(requests, at())).toEqual(verdicts)
            verdicts.forEach((verdict, index) => {
              seen.add(verdict.kind === 'limited' ? verdict.limit : verdict.kind)
              const { id = '', lapsesAfterMs = 0 } = requests[index]?.execution ?? {}
              if (verdict.kind !== 'within' || (lapsesAtMs.get(id) ?? 0) > state.atMs) return
              lapsesAtMs.set(id, state.atMs + lapsesAfterMs)
              if (next.kind === 'spares') unused.push(id)
            })
          }
          if (next.kind === 'release') {
            const slot = slotOf(next.caller, next.nr)
            if ((lapsesAtMs.get(slot.executionId) ?? 0) <= state.atMs) continue
            lapsesAtMs.delete(slot.executionId)
            const ended = memory.release(slot, next) ? 1 : 0
            expect(await store.release([slot], next)).toBe(ended)
          }
          expect(await countsInStore(world)).toEqual(subjects.map(({ id }) => memory.countsOf(id)))
        }
      },
    ),
    { numRuns: 60 },
  )
  // The sequences reach every rule.
  expect([...seen].sort()).toEqual(['concurrency', 'narrow', 'quota', 'rate', 'withdrawn', 'within'])
})
