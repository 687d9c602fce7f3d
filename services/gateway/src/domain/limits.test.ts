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

const names = Object.keys(RANGES) as (keyof typeof RANGES)[]

test('a limit is taken as asked inside its range, and refused with the range outside: never clamped', () => {
  // Most mistakes are made at the ends of a range: half of what is tried lies there.
  const asked = fc.constantFrom(...names).chain((name) => {
    const { min, max } = RANGES[name]
    const atAnEnd = fc
      .tuple(fc.constantFrom(min, max), fc.integer({ min: -2, max: 2 }))
      .map(([end, beside]) => end + beside)
    return fc.tuple(fc.constant(name), fc.oneof(atAnEnd, fc.integer({ min: 1, max: 2 * max })))
  })
  fc.assert(
    fc.property(asked, ([name, value]) => {
      const { limits, issues } = decideLimits(['compileLimits'], { [name]: value }, RANGES)
      const { min, max } = RANGES[name]
      expect(limits[name]).toBe(value)
      expect(issues).toMatchObject(
        value >= min && value <= max ? [] : [{ path: ['compileLimits', name], minimum: min, maximum: max }],
      )
    }),
  )
})

test.each(names)(
  'the ends of the range of %s are allowed, and what is next to them outside is not',
  (name) => {
    const { min, max } = RANGES[name]
    const isAllowed = (value: number) =>
      decideLimits(['limits'], { [name]: value }, RANGES).issues.length === 0
    expect([min - 1, min, max, max + 1].map(isAllowed)).toEqual([false, true, true, false])
  },
)
