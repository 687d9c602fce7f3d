import { expect, test } from 'vitest'
import { findRest } from './at-rest.ts'

const QUIET = {
  slots: { total: 8, free: 5 },
  running: 0,
  concurrency: 4,
  pools: {
    core: { warm: 3, target: 3, starting: 0, waiting: 0 },
    legacy: { warm: 0, target: 0, starting: 0, waiting: 0 },
  },
  isolation: { runtime: 'runc', engine: '28.0' },
}
const BUSY = { ...QUIET, running: 2 }
const STARTING = { ...QUIET, pools: { core: { ...QUIET.pools.core, warm: 2, starting: 1 } } }

const executor = (instanceId: string, status: unknown) => ({ service: 'executor', instanceId, status })
const others = [{ service: 'gateway', instanceId: 'g' }]

test('executors are at rest when every cell there is waits warm', () => {
  const instances = [...others, executor('a', QUIET), executor('b', QUIET)]
  expect(findRest({ instances, executors: 2, cells: 6 })).toEqual({ orphans: 0, inTheWay: undefined })
})

test('cells beyond the warm ones are counted, with what each executor says', () => {
  const found = findRest({ instances: [executor('a', QUIET)], executors: 1, cells: 5 })
  expect(found).toEqual({
    orphans: 2,
    inTheWay:
      '5 cells, of which 3 are warm (a: runs 0, 5 of 8 slots free, core 3 of 3 warm, 0 starting, 0 waiting)',
  })
})

test.each([
  ['one that runs something', BUSY, 'b: runs 2'],
  ['one that starts a cell', STARTING, '1 starting'],
])('%s is busy, and named', (_, status, told) => {
  const instances = [executor('a', QUIET), executor('b', status)]
  const { orphans, inTheWay } = findRest({ instances, executors: 2, cells: 6 })
  expect(orphans).toBeNaN()
  expect(inTheWay).toMatch(/^an executor is busy/)
  expect(inTheWay).toContain(told)
})

test.each([
  ['none', 0, others, '0 of 2 executors answer'],
  ['one of two', 3, [executor('a', QUIET)], '1 of 2 executors answer (a: runs 0'],
])('with an answer of %s nothing can be said of the cells', (_, cells, instances, told) => {
  const { orphans, inTheWay } = findRest({ instances, executors: 2, cells })
  expect(orphans).toBeNaN()
  expect(inTheWay).toContain(told)
})
