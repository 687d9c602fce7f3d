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
