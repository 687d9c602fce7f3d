import { expect, test } from 'vitest'
import { median, percentile, summarize } from './statistics.ts'

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

test('a percentile is one of the samples, and nothing is no sample', () => {
  expect(percentile([3, 1, 2], 0.5)).toBe(2)
  expect(percentile([3, 1, 2], 0.99)).toBe(3)
  expect(percentile([], 0.5)).toBeNaN()
})

test('the median of an even number of samples lies between the two in the middle', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(median([3, 1, 2])).toBe(2)
})
