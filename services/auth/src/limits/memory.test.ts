import { randomUUID } from 'node:crypto'
import * as fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Ask, Limits, Subject } from '../domain/limits.ts'
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
const run = (subjects: Ask['subjects'], change: { id?: string; leaseMs?: number } = {}): Ask => ({
  subjects,
  execution: { owner: 'a1', id: randomUUID(), leaseMs: 60_000, ...change },
})
const open = () => createMemoryLimits({ now: () => new Date() })

test('in a window there are no more than the burst, and it begins anew', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 6_000 }),
      async (burst, perMinute) => {
        const limits = open()
        const caller = subject({ burst, requestsPerMinute: perMinute })
        const ask = () => limits.take({ subjects: [caller] })
        const verdicts = await Promise.all(Array.from({ length: burst + 5 }, ask))
        expect(verdicts.filter(({ kind }) => kind === 'within')).toHaveLength(burst)
        const refused = verdicts.at(-1)
        if (refused?.kind !== 'limited') throw new Error('not limited')
        expect(refused).toMatchObject({
          limit: 'rate',
          maximum: perMinute,
          rate: { limit: burst, remaining: 0 },
        })
        await vi.advanceTimersByTimeAsync(refused.retryAfterMs + 1)
        expect((await ask()).kind).toBe('within')
      },
    ),
    { numRuns: 30 },
  )
})

test('a request that its key may not make takes nothing from the account', async () => {
  const limits = open()
  const [account, key] = [subject({ burst: 2 }), subject({ burst: 1 }, 'key')]
  for (const kind of ['within', 'limited', 'limited']) {
    expect((await limits.take({ subjects: [account, key] })).kind).toBe(kind)
  }
  expect(await limits.take({ subjects: [account] })).toMatchObject({ kind: 'within', rate: { remaining: 0 } })
})

test('quota and concurrency hold for key and account, and asking again for one execution counts once', async () => {
  const limits = open()
  const account = subject({ concurrentExecutions: 3, executionsPerDay: 4 })
  const key = subject({ concurrentExecutions: 1 }, 'key')
  const first = run([account, key])
  expect(await limits.take(first)).toMatchObject({ outstanding: 0 })
  expect(await limits.take(first)).toMatchObject({ outstanding: 0 })
  expect(await limits.take(run([account, key]))).toMatchObject({
    limit: 'concurrency',
    of: 'key',
    maximum: 1,
  })
  await limits.take(run([account]))
  await limits.take(run([account]))
  expect(await limits.take(run([account]))).toMatchObject({ limit: 'concurrency', of: 'account' })
  expect(limits.release({ owner: 'a1', executionId: first.execution?.id ?? '' }, { giveBack: false })).toBe(
    true,
  )
  expect((await limits.take(run([account]))).kind).toBe('within')
  expect(await limits.take(run([account]))).toMatchObject({
    limit: 'quota',
    maximum: 4,
    retryAfterMs: 12 * 3_600_000,
  })
})

test('a lease ends by release, which may give its quota back, or by time', async () => {
  const limits = open()
  const account = subject({ concurrentExecutions: 1, executionsPerDay: 1 })
  const first = run([account], { id: 'one', leaseMs: 5_000 })
  await limits.take(first)
  expect(limits.list()).toEqual([{ ask: first, confirmed: false }])
  expect(limits.release({ owner: 'a1', executionId: 'one' }, { giveBack: true })).toBe(true)
  expect(limits.release({ owner: 'a1', executionId: 'one' }, { giveBack: true })).toBe(false)
  expect((await limits.take(run([account], { leaseMs: 5_000 }))).kind).toBe('within')
  vi.advanceTimersByTime(5_000)
  expect(limits.list()).toEqual([])
})

test('a day’s quota is whole again on the next day, UTC', async () => {
  const limits = open()
  const account = subject({ executionsPerDay: 1 })
  await limits.take(run([account]))
  vi.setSystemTime(Date.UTC(2030, 0, 1, 23, 59, 59, 999))
  expect(await limits.take(run([account]))).toMatchObject({ limit: 'quota', retryAfterMs: 1 })
  vi.setSystemTime(Date.UTC(2030, 0, 2))
  expect((await limits.take(run([account]))).kind).toBe('within')
})
