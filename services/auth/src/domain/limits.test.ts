import * as fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { msToNextDay, toDay } from './day.ts'
import { keyLimits, nearest, toRate, windowMs } from './limits.ts'

// Properties take a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const amount = fc.integer({ min: 1, max: 1_000_000 })
const bucket = fc.record({ requestsPerMinute: amount, burst: amount })
const allowance = fc.record({
  requestsPerMinute: amount,
  burst: amount,
  executionsPerDay: amount,
  concurrentExecutions: amount,
})

test('a rate is never below nothing or above its limit, and its reset is when the rest is back', () => {
  fc.assert(
    fc.property(bucket, fc.double({ min: -10, max: 2_000_000, noNaN: true }), (limits, left) => {
      const rate = toRate(left, limits)
      expect(rate.remaining).toBeGreaterThanOrEqual(0)
      expect(rate.remaining).toBeLessThanOrEqual(rate.limit)
      expect(rate.resetMs).toBeGreaterThanOrEqual(0)
      expect(rate.resetMs).toBeLessThanOrEqual(rate.windowMs * (1 + 1e-12))
      const comesBack = (rate.resetMs / rate.windowMs) * rate.limit
      expect(Math.abs(comesBack + Math.min(Math.max(left, 0), limits.burst) - limits.burst)).toBeLessThan(
        1e-3,
      )
    }),
  )
})

test('sixty a minute with a burst of ten fill a bucket in ten seconds', () => {
  const limits = { requestsPerMinute: 60, burst: 10 }
  expect(windowMs(limits)).toBe(10_000)
  expect(toRate(3.5, limits)).toEqual({ limit: 10, remaining: 3, resetMs: 6_500, windowMs: 10_000 })
})

test('a key’s limits never exceed its account’s, nor what it says itself', () => {
  fc.assert(
    fc.property(fc.record({ ...keyFields() }, { requiredKeys: [] }), allowance, (own, plan) => {
      const limits = keyLimits(own, plan)
      for (const name of [
        'requestsPerMinute',
        'burst',
        'executionsPerDay',
        'concurrentExecutions',
      ] as const) {
        expect(limits[name]).toBeLessThanOrEqual(plan[name])
        expect(limits[name]).toBeLessThanOrEqual(own[name] ?? Number.POSITIVE_INFINITY)
      }
    }),
  )
})

const keyFields = () => ({
  requestsPerMinute: amount,
  burst: amount,
  executionsPerDay: amount,
  concurrentExecutions: amount,
})

test('a key with fifty a minute and no burst may not ask for more than fifty at once', () => {
  const plan = { requestsPerMinute: 600, burst: 300, executionsPerDay: 10, concurrentExecutions: 10 }
  expect(keyLimits({ requestsPerMinute: 50 }, plan)).toMatchObject({ requestsPerMinute: 50, burst: 50 })
  expect(keyLimits({ requestsPerMinute: 50, burst: 100 }, plan).burst).toBe(100)
  expect(keyLimits({}, plan)).toEqual(plan)
})

test('the nearest limit is the one of which fewer requests are left', () => {
  const rate = (remaining: number) => ({ limit: 100, remaining, resetMs: 0, windowMs: 1 })
  expect(nearest([rate(5), rate(3)]).remaining).toBe(3)
  expect(nearest([rate(5)]).remaining).toBe(5)
})

test('a moment and the time to the next day add up to the beginning of that day', () => {
  fc.assert(
    fc.property(
      fc.date({ noInvalidDate: true, max: new Date('9999-01-01'), min: new Date('0000-01-01') }),
      (moment) => {
        const ms = msToNextDay(moment)
        const next = new Date(moment.getTime() + ms)
        expect(ms).toBeGreaterThan(0)
        expect(next.toISOString()).toMatch(/T00:00:00\.000Z$/)
        expect(toDay(new Date(next.getTime() - 1))).toBe(toDay(moment))
        expect(toDay(next)).not.toBe(toDay(moment))
      },
    ),
  )
})
