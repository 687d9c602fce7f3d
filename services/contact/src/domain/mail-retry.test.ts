import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { pauseAfter } from './mail-retry.ts'

const policy = { attempts: 5, firstPauseMs: 100, maxPauseMs: 1_000 }

test('pauses grow up to the longest, and after the last try there is none', () => {
  expect([1, 2, 3, 4, 5, 6].map((tries) => pauseAfter(tries, policy, 0))).toEqual([
    100,
    300,
    900,
    1_000,
    undefined,
    undefined,
  ])
})

test('chance takes off half of a pause at most', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (tries, random) => {
        const longest = pauseAfter(tries, policy, 0) ?? 0
        expect(pauseAfter(tries, policy, random)).toBeLessThanOrEqual(longest)
        expect(pauseAfter(tries, policy, random)).toBeGreaterThanOrEqual(longest / 2)
      },
    ),
  )
})
