import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { pauseAfter } from './retry.ts'

const policy = fc.record({
  attempts: fc.integer({ min: 1, max: 20 }),
  firstPauseMs: fc.integer({ min: 1, max: 3_600_000 }),
  factor: fc.integer({ min: 1, max: 10 }),
  maxPauseMs: fc.integer({ min: 1, max: 86_400_000 }),
})
const random = fc.double({ min: 0, max: 1, noNaN: true })

test('every pause is at most what the policy says, and at least half of it', () => {
  fc.assert(
    fc.property(policy, fc.integer({ min: 1, max: 19 }), random, (some, tries, chance) => {
      fc.pre(tries < some.attempts)
      const whole = Math.min(some.firstPauseMs * some.factor ** (tries - 1), some.maxPauseMs)
      const pauseMs = pauseAfter(tries, some, chance) ?? Number.NaN
      expect(pauseMs).toBeLessThanOrEqual(whole)
      expect(pauseMs).toBeGreaterThanOrEqual(Math.floor(whole / 2))
    }),
  )
})

test('after the last try there is none', () => {
  fc.assert(
    fc.property(policy, random, (some, chance) => pauseAfter(some.attempts, some, chance) === undefined),
  )
})

test('with the pauses of webhooks the eighth try comes within a day, and not before some hours', () => {
  const byDefault = { attempts: 8, firstPauseMs: 5_000, factor: 4, maxPauseMs: 21_600_000 }
  const hours = (chance: number) =>
    [1, 2, 3, 4, 5, 6, 7].reduce((sum, tries) => sum + (pauseAfter(tries, byDefault, chance) ?? 0), 0) /
    3_600_000
  expect(hours(0)).toBeLessThan(24)
  expect(hours(1)).toBeGreaterThan(3)
})

test('pauses grow up to the longest', () => {
  const some = { attempts: 5, firstPauseMs: 100, factor: 3, maxPauseMs: 1_000 }
  expect([1, 2, 3, 4, 5].map((tries) => pauseAfter(tries, some, 0))).toEqual([
    100,
    300,
    900,
    1_000,
    undefined,
  ])
})
