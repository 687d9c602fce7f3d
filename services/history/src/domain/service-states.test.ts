import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Minutes, toHistory, windowOf } from './service-states.ts'

const NOW = new Date('2030-06-01T10:17:30.000Z')
const MINUTE_MS = 60_000

test('buckets are as short as 96 of them allow, and from two days on whole hours', () => {
  const lengths = [1, 2, 24, 48, 49, 72, 168, 720, 2_160].map((hours) => windowOf(hours, NOW).bucketMinutes)
  expect(lengths).toEqual([1, 2, 15, 30, 60, 60, 120, 480, 1_440])
})

test('whatever is asked, the buckets are at most 96, reach back far enough, and end with what was looked at last', () => {
  const moment = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_160 }), moment, (hours, now) => {
      const { from, until, bucketMinutes } = windowOf(hours, now)
      const count = (until.getTime() - from.getTime()) / (bucketMinutes * MINUTE_MS)
      expect(Number.isInteger(count) && count >= 1 && count <= 96).toBe(true)
      expect(from.getTime() % (bucketMinutes * MINUTE_MS)).toBe(0)
      expect(until.getTime() - from.getTime()).toBeGreaterThanOrEqual(hours * 60 * MINUTE_MS)
      expect(until.getTime()).toBeGreaterThan(now.getTime() - 10_001)
      expect(until.getTime() - now.getTime()).toBeLessThanOrEqual(bucketMinutes * MINUTE_MS)
    }),
  )
})

test('a minute that is only just beginning is not told yet', () => {
  expect(windowOf(1, new Date('2030-06-01T10:17:09.999Z')).until).toEqual(
    new Date('2030-06-01T10:17:00.000Z'),
  )
  expect(windowOf(1, new Date('2030-06-01T10:17:10.000Z')).until).toEqual(
    new Date('2030-06-01T10:18:00.000Z'),
  )
})

const from = new Date('2030-06-01T00:00:00.000Z')
const window = { from, until: new Date('2030-06-01T05:00:00.000Z'), bucketMinutes: 60 }
const minutes = (hour: number, up: number, degraded: number, down: number): Minutes => ({
  at: new Date(from.getTime() + hour * 60 * MINUTE_MS),
  service: 'auth',
  ...{ up, degraded, down },
})

test('a bucket is down when every look found it so, degraded when some did, and unknown without a look', () => {
  const seen = [minutes(0, 60, 0, 0), minutes(1, 0, 0, 3), minutes(2, 59, 0, 1), minutes(3, 59, 1, 0)]
  const [auth, history] = toHistory(window, ['auth', 'history'], seen).services
  expect(auth?.buckets.map(({ state }) => state)).toEqual(['up', 'down', 'degraded', 'degraded', 'unknown'])
  expect(auth?.buckets[1]?.at).toBe('2030-06-01T01:00:00.000Z')
  expect(new Set(history?.buckets.map(({ state }) => state))).toEqual(new Set(['unknown']))
})

test('availability is of the minutes that were looked at, degraded ones included; of none it is null', () => {
  const seen = [minutes(0, 6, 1, 0), minutes(4, 0, 0, 1)]
  const { services } = toHistory(window, ['auth', 'history'], seen)
  expect(services.map(({ availability }) => availability)).toEqual([7 / 8, null])
})
