import { expect, test } from 'vitest'
import { percentile, summarize } from './statistics.ts'

test('percentiles are nearest rank: always one of the samples, whatever their order', () => {
  const samples = [30, 10, 20, 50, 40]
  expect(percentile(samples, 0.5)).toBe(30)
  expect(percentile(samples, 0.95)).toBe(50)
  expect(percentile(samples, 0)).toBe(10)
  expect(samples).toEqual([30, 10, 20, 50, 40])
})

test('one sample is its own summary', () => {
  expect(summarize([7])).toEqual({ count: 1, p50: 7, p95: 7, mean: 7 })
})

test('no samples is a mistake of the benchmark, not a zero', () => {
  expect(() => summarize([])).toThrow('at least one sample')
})
