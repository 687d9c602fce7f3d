import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RANGES } from '../testing/catalogue.ts'
import { decideLimits } from './limits.ts'

test('what is not asked is the default', () => {
  const { limits, issues } = decideLimits(['limits'], {}, RANGES)
  expect(issues).toEqual([])
  expect(limits).toEqual({
    wallMs: 10_000,
    cpuMs: 5_000,
    memoryBytes: 268_435_456,
    outputBytes: 1_048_576,
    processes: 64,
  })
})

test('a limit is taken as asked inside its range, and refused with the range outside: never clamped', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), (wallMs) => {
      const { limits, issues } = decideLimits(['compileLimits'], { wallMs }, RANGES)
      expect(limits.wallMs).toBe(wallMs)
      const allowed = wallMs >= RANGES.wallMs.min && wallMs <= RANGES.wallMs.max
      expect(issues).toMatchObject(
        allowed ? [] : [{ path: ['compileLimits', 'wallMs'], minimum: 100, maximum: 60_000 }],
      )
    }),
  )
})
