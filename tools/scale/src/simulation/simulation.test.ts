import { expect, test } from 'vitest'
import { spread } from './point.ts'
import { exponential } from './random.ts'
import { costPoint, fairPoint, LOAD_PER_SECOND, serviceMsFor, WORKERS } from './series.ts'
import { toFairRow } from './summary.ts'

test('random times have the mean that was asked for, and none is negative', () => {
  const draws = Array.from({ length: 20_000 }, () => exponential(10))
  expect(Math.min(...draws)).toBeGreaterThanOrEqual(0)
  expect(draws.reduce((sum, draw) => sum + draw, 0) / draws.length).toBeGreaterThan(9)
  expect(draws.reduce((sum, draw) => sum + draw, 0) / draws.length).toBeLessThan(11)
})

test('executors are spread over processes evenly, with none left out and no process empty', () => {
  expect(spread(10, 4)).toEqual([3, 3, 2, 2])
  expect(spread(2, 4)).toEqual([1, 1])
})

test('the load is the same whatever the number of executors, and never more than they can do', () => {
  for (const executors of [1, 20, 500]) {
    const { tenants, serviceMs } = costPoint(executors, 1_000)
    expect(tenants.map(({ perSecond }) => perSecond)).toEqual([LOAD_PER_SECOND])
    expect(LOAD_PER_SECOND * serviceMs).toBeLessThanOrEqual(executors * WORKERS * 1_000 * 0.5)
  }
  expect(serviceMsFor(25, 0.8)).toBe(1_600)
})

test('when fairness is measured, no lane is empty before the end of the window', () => {
  for (const executors of [1, 20, 200]) {
    const windowMs = 8_000
    const { tenants, warmUpMs } = fairPoint(executors, windowMs)
    const backlogs = Object.fromEntries(tenants.map(({ lane, backlog = 0 }) => [lane, backlog]))
    const taken = (LOAD_PER_SECOND * (windowMs + warmUpMs)) / 1_000 + executors * WORKERS
    expect(backlogs.light).toBeGreaterThan(taken * 0.6)
    expect(Object.values(backlogs).reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(10_000)
  }
})

test('lanes that were taken from by their weights have a fairness of 1', () => {
  const taken = { light: 120, medium: 40, 'heavy-0': 10, 'heavy-1': 10, 'heavy-2': 10, 'heavy-3': 10 }
  const counts = Object.fromEntries(Object.entries(taken).map(([lane, count]) => [`taken ${lane}`, count]))
  const point = {
    ...{
      executors: 1,
      finished: 200,
      seconds: 1,
      beganAfterS: 1,
      samples: {},
      natsCpuMs: 0,
      natsMessages: 0,
    },
    ...{ executorsCpuMs: 0, gatewayCpuMs: 0, consumersCpuMs: 0, loadAverage: 0 },
    counts: { ...counts, taken: 200 },
  }
  expect(toFairRow({ at: 1, rounds: [point] }).index).toBeCloseTo(1)
})
