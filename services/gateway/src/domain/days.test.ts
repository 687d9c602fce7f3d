import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decideDays, MAX_DAYS, plusDays } from './days.ts'

const TODAY = '2026-03-01'
const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))

test('what is not asked is the last 30 days', () => {
  expect(decideDays({}, TODAY)).toEqual({ from: '2026-01-31', to: TODAY, issues: [] })
  expect(decideDays({ to: '2024-03-01' }, TODAY)).toMatchObject({ from: '2024-02-01', to: '2024-03-01' })
})

test.each([
  [{ from: '2026-03-02', to: '2026-03-01' }, 'must be 2026-03-01 or before'],
  [{ from: '2025-02-28', to: '2026-03-01' }, 'must be at most 365 days before 2026-03-01'],
])('%o is refused with a sentence', (asked, message) => {
  expect(decideDays(asked, TODAY).issues).toMatchObject([{ path: ['from'], message }])
})

test('a range is allowed exactly when it is in order and not longer than the longest', () => {
  fc.assert(
    fc.property(day, fc.integer({ min: -800, max: 800 }), (from, span) => {
      const { issues } = decideDays({ from, to: plusDays(from, span) }, TODAY)
      expect(issues.length === 0).toBe(span >= 0 && span < MAX_DAYS)
    }),
  )
})
