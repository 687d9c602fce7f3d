import { expect, test } from 'vitest'
import { expectedWait, fairness } from './queueing.ts'

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
