import { randomUUID } from 'node:crypto'
import * as fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { LimitRequest, Limits, Subject } from '../domain/limits.ts'
import { createMemoryLimits } from './memory.ts'

// Properties take a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2030, 0, 1, 12) }))
afterEach(() => void vi.useRealTimers())

const subject = (limits: Partial<Limits> = {}, of: Subject['of'] = 'account'): Subject => ({
  of,
  id: `${of}:${randomUUID()}`,
  limits: { requestsPerMinute: 60_000, burst: 1_000, ...limits },
})
const run = (
  subjects: LimitRequest['subjects'],
  change: { id?: string; lapsesAfterMs?: number } = {},
): LimitRequest => ({
  subjects,
  execution: { owner: 'a1', id: randomUUID(), lapsesAfterMs: 60_000, ...change },
})
const open = () => createMemoryLimits({ now: () => new Date() })

test('at once there are no more than the burst, and after the wait there is one more', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 6_000 }), (burst, perMinute) => {
      const limits = open()
      const caller = subject({ burst, requestsPerMinute: perMinute })
      const take = () => limits.take({ subjects: [caller] })
      const verdicts = Array.from({ length: burst + 5 }, take)
      expect(verdicts.filter(({ kind }) => kind === 'within')).toHaveLength(burst)
      const refused = verdicts.at(-1)
      if (refused?.kind !== 'limited') throw new Error('not limited')
      expect(refused).toMatchObject({
        limit: 'rate',
        maximum: perMinute,
        rate: { limit: burst, remaining: 0 },
      })
      vi.advanceTimersByTime(Math.ceil(refused.retryAfterMs) + 1)
      expect(take().kind).toBe('within')
    }),
    { numRuns: 30 },
  )
})

test('a request that its key may not make takes nothing from the account', () => {
  const limits = open()
  const [account, key] = [subject({ burst: 2 }), subject({ burst: 1 }, 'key')]
  for (const kind of ['within', 'limited', 'limited']) {
    expect(limits.take({ subjects: [account, key] }).kind).toBe(kind)
  }
  expect(limits.take({ subjects: [account] })).toMatchObject({ kind: 'within', rate: { remaining: 0 } })
})

test('quota and concurrency hold for key and account, and asking again for one execution counts once', () => {
  const limits = open()
  const account = subject({ concurrentExecutions: 3, executionsPerDay: 4 })
  const key = subject({ concurrentExecutions: 1 }, 'key')
  const first = run([account, key])
  expect(limits.take(first)).toMatchObject({ outstanding: 0 })
  expect(limits.take(first)).toMatchObject({ outstanding: 0 })
  expect(limits.take(run([account, key]))).toMatchObject({
    limit: 'concurrency',
    of: 'key',
    maximum: 1,
  })
  limits.take(run([account]))
  limits.take(run([account]))
  expect(limits.take(run([account]))).toMatchObject({ limit: 'concurrency', of: 'account' })
  expect(limits.release({ owner: 'a1', executionId: first.execution?.id ?? '' }, { giveBack: false })).toBe(
    true,
  )
  expect(limits.take(run([account])).kind).toBe('within')
  expect(limits.take(run([account]))).toMatchObject({
    limit: 'quota',
    maximum: 4,
    retryAfterMs: 12 * 3_600_000,
  })
})

test('a slot ends by release, which may give its quota back, or by time', () => {
  const limits = open()
  const account = subject({ concurrentExecutions: 1, executionsPerDay: 1 })
  const first = run([account], { id: 'one', lapsesAfterMs: 5_000 })
  limits.take(first)
  expect(limits.list()).toEqual([
    { request: first, slot: { owner: 'a1', executionId: 'one' }, confirmed: false },
  ])
  expect(limits.release({ owner: 'a1', executionId: 'one' }, { giveBack: true })).toBe(true)
  expect(limits.release({ owner: 'a1', executionId: 'one' }, { giveBack: true })).toBe(false)
  expect(limits.take(run([account], { lapsesAfterMs: 5_000 })).kind).toBe('within')
  vi.advanceTimersByTime(5_000)
  expect(limits.list()).toEqual([])
})

test('a day’s quota is whole again on the next day, UTC', () => {
  const limits = open()
  const account = subject({ executionsPerDay: 1 })
  limits.take(run([account]))
  vi.setSystemTime(Date.UTC(2030, 0, 1, 23, 59, 59, 999))
  expect(limits.take(run([account]))).toMatchObject({ limit: 'quota', retryAfterMs: 1 })
  vi.setSystemTime(Date.UTC(2030, 0, 2))
  expect(limits.take(run([account])).kind).toBe('within')
})

test('counters that are like new ones are forgotten, and no others', () => {
  const limits = open()
  const [idle, running] = [subject({ burst: 1 }), subject({ burst: 1, executionsPerDay: 1 })]
  limits.take({ subjects: [idle] })
  limits.take(run([running]))
  const empty = subject({ burst: 1, requestsPerMinute: 1 })
  vi.advanceTimersByTime(1_000)
  limits.take({ subjects: [empty] })
  for (let count = 0; count < 2_500; count += 1) {
    limits.take({ subjects: [subject()] })
    vi.advanceTimersByTime(1)
  }
  expect(limits.size()).toBeLessThan(1_010)
  expect(limits.take({ subjects: [empty] })).toMatchObject({ kind: 'limited', limit: 'rate' })
  expect(limits.take(run([running]))).toMatchObject({ kind: 'limited', limit: 'quota' })
  expect(limits.take({ subjects: [idle] })).toMatchObject({ kind: 'within' })
})

const rateStep = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('request' as const), count: fc.integer({ min: 1, max: 6 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('spares' as const), count: fc.integer({ min: 1, max: 6 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('withdraw' as const), count: fc.integer({ min: 1, max: 6 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('use' as const), count: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 3_000 }) }),
  },
)

test('tokens of spare executions that come back let nobody pass the rate', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 600 }),
      fc.array(rateStep, { minLength: 3, maxLength: 40 }),
      (burst, perMinute, steps) => {
        const limits = open()
        const caller = subject({ burst, requestsPerMinute: perMinute })
        const unused: Array<{ id: string; atMs: number }> = []
        /** When the tokens of requests were taken that were really made. */
        const taken: number[] = []
        for (const step of steps) {
          if (step.kind === 'pass') vi.advanceTimersByTime(step.ms)
          for (let nr = 0; nr < (step.kind === 'pass' ? 0 : step.count); nr += 1) {
            if (step.kind === 'request' && limits.take(run([caller])).kind === 'within')
              taken.push(Date.now())
            if (step.kind === 'spares') {
              const id = randomUUID()
              const { kind } = limits.take({ ...run([caller], { id }), keeps: 0 })
              if (kind === 'within') unused.push({ id, atMs: Date.now() })
            }
            if (step.kind === 'withdraw') limits.withdraw(unused.splice(0, 1).map(({ id }) => id))
            if (step.kind === 'use') taken.push(...unused.splice(0, 1).map(({ atMs }) => atMs))
          }
        }
        taken.sort((a, b) => a - b)
        for (const [first, fromMs] of taken.entries()) {
          for (const [later, toMs] of taken.slice(first).entries()) {
            expect(later + 1).toBeLessThanOrEqual(burst + ((toMs - fromMs) * perMinute) / 60_000 + 1e-6)
          }
        }
      },
    ),
    { numRuns: 400 },
  )
})

test('withdrawing spare executions never leaves more in a bucket than if they had not been taken', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 600 }),
      fc.array(rateStep, { minLength: 3, maxLength: 40 }),
      (burst, perMinute, steps) => {
        const [withSpares, without] = [open(), open()]
        const caller = subject({ burst, requestsPerMinute: perMinute })
        const unused: string[] = []
        for (const step of steps) {
          if (step.kind === 'pass') vi.advanceTimersByTime(step.ms)
          for (let nr = 0; nr < (step.kind === 'pass' ? 0 : step.count); nr += 1) {
            if (step.kind === 'request') {
              const verdict = withSpares.take({ subjects: [caller] })
              if (verdict.kind !== 'within') continue
              const other = without.take({ subjects: [caller] })
              if (other.kind !== 'within') throw new Error('more was left than without spares')
              expect(verdict.rate.resetMs).toBeGreaterThanOrEqual(other.rate.resetMs - 1e-6)
            }
            if (step.kind === 'spares') {
              const id = randomUUID()
              if (withSpares.take({ ...run([caller], { id }), keeps: 0 }).kind === 'within') unused.push(id)
            }
            if (step.kind === 'withdraw')
              withSpares.withdraw(unused.splice((nr * 7) % (unused.length || 1), 1))
          }
        }
      },
    ),
    {
      numRuns: 1_000,
      // The bucket is full half a second before the second one comes back.
      examples: [
        [
          10,
          60,
          [
            { kind: 'request', count: 5 },
            { kind: 'spares', count: 2 },
            { kind: 'withdraw', count: 1 },
            { kind: 'pass', ms: 5_500 },
            { kind: 'request', count: 5 },
            { kind: 'withdraw', count: 1 },
            { kind: 'request', count: 1 },
          ],
        ],
      ],
    },
  )
})

test('what was not used of a bucket that is being emptied is there again when it is withdrawn', () => {
  const limits = open()
  const caller = subject({ burst: 100, requestsPerMinute: 60 })
  for (let count = 0; count < 60; count += 1) limits.take({ subjects: [caller] })
  const spares = ['a', 'b', 'c'].map((id) => ({ ...run([caller], { id }), keeps: 20 }))
  const remaining = () => {
    const { rate } = limits.take({ subjects: [caller] }) as { rate?: { remaining: number } }
    return rate?.remaining
  }
  for (const spare of spares) expect(limits.take(spare).kind).toBe('within')
  expect(remaining()).toBe(36)
  limits.withdraw(['a', 'b'])
  expect(remaining()).toBe(37)
  // By now the bucket would be full anyway.
  vi.advanceTimersByTime(120_000)
  expect(remaining()).toBe(99)
  limits.withdraw(['c'])
  expect(remaining()).toBe(98)
})

test('spare executions leave as much as they must, of every limit of account and key', () => {
  for (const [limit, left] of [
    [{ burst: 25 }, 5],
    [{ executionsPerDay: 22 }, 2],
    [{ concurrentExecutions: 23 }, 3],
    [{ burst: 20 }, 0],
  ] as const) {
    for (const tight of ['account', 'key'] as const) {
      const limits = open()
      const of = (kind: Subject['of']) => subject(kind === tight ? limit : {}, kind)
      const subjects = [of('account'), of('key')] as const
      const verdicts = Array.from({ length: 9 }, () => limits.take({ ...run(subjects), keeps: 20 }))
      expect(verdicts.filter(({ kind }) => kind === 'within')).toHaveLength(left)
      expect(limits.take(run(subjects)).kind).toBe('within')
    }
  }
})
