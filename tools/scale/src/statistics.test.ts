import { expect, test } from 'vitest'
import { expectedWait, fairness, median, percentile } from './statistics.ts'

test('a percentile is one of the samples, and nothing is no sample', () => {
  expect(percentile([3, 1, 2], 0.5)).toBe(2)
  expect(percentile([3, 1, 2], 0.99)).toBe(3)
  expect(percentile([], 0.5)).toBeNaN()
})

test('shares exactly as due have an index of 1, one that has all 1/n', () => {
  expect(
    fairness([
      { got: 0.6, due: 0.6 },
      { got: 0.4, due: 0.4 },
    ]),
  ).toBeCloseTo(1)
  expect(
    fairness([
      { got: 1, due: 0.5 },
      { got: 0, due: 0.5 },
    ]),
  ).toBeCloseTo(0.5)
})

test('the wait of one server is that of the textbook: busy share times service, over what is left', () => {
  expect(expectedWait({ servers: 1, utilisation: 0.8, service: 10 })).toBeCloseTo(40)
})

test('more servers that are as busy wait less, and a thousand of them can be calculated', () => {
  const wait = (servers: number) => expectedWait({ servers, utilisation: 0.9, service: 10 })
  expect(wait(2)).toBeLessThan(wait(1))
  expect(wait(1_000)).toBeGreaterThanOrEqual(0)
  expect(wait(1_000)).toBeLessThan(0.01)
})

test('the median of an even number of samples lies between the two in the middle', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(median([3, 1, 2])).toBe(2)
})
