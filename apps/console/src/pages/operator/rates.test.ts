import { expect, test } from 'vitest'
import { toRates, toSeries, toShares } from './rates.ts'

const at = '2026-11-24T09:00:00.000Z'
const byHour = [
  { at, runs: 6, errors: 3, internalErrors: 1 },
  { at: '2026-11-24T10:00:00.000Z', runs: 2, errors: 1, internalErrors: 0 },
]
const NONE = {
  succeeded: 0,
  failed: 0,
  signaled: 0,
  compile_failed: 0,
  timed_out: 0,
  memory_exceeded: 0,
  output_exceeded: 0,
  cancelled: 0,
  internal_error: 0,
}

test('rates are of all runs, and nothing at all has no errors', () => {
  expect(toRates({ byHour })).toEqual({ runs: 8, internalErrors: 1, errorShare: 0.5, internalShare: 0.125 })
  expect(toRates({ byHour: [] })).toEqual({ runs: 0, internalErrors: 0, errorShare: 0, internalShare: 0 })
})

test('outcomes that happened are told, most often first', () => {
  expect(toShares({ byStatus: { ...NONE, failed: 1, succeeded: 3 } })).toEqual([
    { status: 'succeeded', word: 'Succeeded', count: 3, share: 0.75 },
    { status: 'failed', word: 'Failed', count: 1, share: 0.25 },
  ])
  expect(toShares({ byStatus: NONE })).toEqual([])
})

test('the chart gets one column for each hour', () => {
  expect(toSeries({ byHour })).toEqual([
    [Date.parse(at) / 1_000, Date.parse(at) / 1_000 + 3_600],
    [6, 2],
    [3, 1],
    [1, 0],
  ])
})
