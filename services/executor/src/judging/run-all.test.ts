import type { TestResult } from '@runhive/contracts/execution-result'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { settle } from '../../testing/clock.ts'
import { runAll } from './run-all.ts'

type Status = TestResult['status']
const SKIPPED = { status: 'skipped', message: 'an earlier test was not accepted' }

/** Tests that end when the test says so; one that is aborted says that it was cancelled. */
function open(count: number, own: { stopEarly?: boolean; rooms?: number; signal?: AbortSignal } = {}) {
  const { stopEarly = true, rooms = 0, signal = new AbortController().signal } = own
  const gates = new Map<number, (status: Status) => void>()
  const aborted: number[] = []
  const reported: [number, Status][] = []
  let free = rooms
  const results = runAll(
    Array.from({ length: count }, (_, index) => ({ name: `t${index}`, stdin: '', limits: {} })),
    {
      stopEarly,
      signal,
      tryExtraCell() {
        if (free === 0) return undefined
        free -= 1
        return {
          [Symbol.dispose]() {
            free += 1
          },
        }
      },
      async runOne({ name = '' }, index, ended) {
        const { promise, resolve } = Promise.withResolvers<Status>()
        gates.set(index, resolve)
        ended.addEventListener('abort', () => {
          aborted.push(index)
          resolve('cancelled')
        })
        if (ended.aborted) resolve('cancelled')
        const status = await promise
        gates.delete(index)
        return { name, status, message: status }
      },
      onTest: (index, { status }) => reported.push([index, status]),
    },
  )
  const end = async (index: number, status: Status) => {
    gates.get(index)?.(status)
    await settle()
  }
  const statuses = async () => (await results).map(({ status }) => status)
  return { results, statuses, end, reported, aborted, running: () => [...gates.keys()], free: () => free }
}

test('told to stop, what ran ahead of the first failure is skipped, whatever its verdict was', async () => {
  const { results, end, reported } = open(6, { rooms: 5 })
  await end(3, 'accepted')
  await end(5, 'wrong_answer')
  await end(1, 'accepted')
  await end(0, 'wrong_answer')
  expect(await results).toMatchObject([{ status: 'wrong_answer' }, ...Array(5).fill(SKIPPED)])
  expect((await results).map(({ name }) => name)).toEqual(['t0', 't1', 't2', 't3', 't4', 't5'])
  expect(reported).toEqual((await results).map(({ status }, index) => [index, status]))
})

test('tests before the first one that failed run on, and one of them may be the first instead', async () => {
  const { statuses, end, running, aborted } = open(5, { rooms: 4 })
  await end(3, 'failed')
  expect([running(), aborted]).toEqual([[0, 1, 2], [4]])
  await end(1, 'timed_out')
  expect([running(), aborted]).toEqual([[0], [4, 2]])
  await end(0, 'accepted')
  expect(await statuses()).toEqual(['accepted', 'timed_out', 'skipped', 'skipped', 'skipped'])
})

test('a verdict is reported when all before it are known, and no verdict is reported that the result denies', async () => {
  const { statuses, end, reported } = open(4, { rooms: 3 })
  await end(1, 'accepted')
  await end(2, 'wrong_answer')
  expect(reported).toEqual([])
  await end(0, 'accepted')
  expect(reported).toEqual([
    [0, 'accepted'],
    [1, 'accepted'],
    [2, 'wrong_answer'],
    [3, 'skipped'],
  ])
  expect(await statuses()).toEqual(['accepted', 'accepted', 'wrong_answer', 'skipped'])
})

test('nothing behind a failure is begun any more', async () => {
  const { statuses, end, running } = open(4)
  expect(running()).toEqual([0])
  await end(0, 'accepted')
  await end(1, 'signaled')
  expect(running()).toEqual([])
  expect(await statuses()).toEqual(['accepted', 'signaled', 'skipped', 'skipped'])
})

test('not told to stop, every test has its verdict, reported as it comes', async () => {
  const { statuses, end, reported } = open(3, { stopEarly: false, rooms: 2 })
  await end(2, 'accepted')
  await end(0, 'wrong_answer')
  await end(1, 'accepted')
  expect(reported).toEqual([
    [2, 'accepted'],
    [0, 'wrong_answer'],
    [1, 'accepted'],
  ])
  expect(await statuses()).toEqual(['wrong_answer', 'accepted', 'accepted'])
})

test('a test beside gives its room back, and takes no more of them than there are', async () => {
  const { results, end, running, free } = open(4, { rooms: 1 })
  expect([running(), free()]).toEqual([[0, 1], 0])
  await end(0, 'accepted')
  expect(running()).toEqual([1, 2])
  for (const index of [1, 2, 3]) await end(index, 'accepted')
  await results
  expect(free()).toBe(1)
})

test.each([true, false])(
  'a cancellation ends what runs, and nothing is left open (stop: %s)',
  async (stopEarly) => {
    const cancel = new AbortController()
    const { statuses, end } = open(4, { rooms: 1, stopEarly, signal: cancel.signal })
    await end(0, 'accepted')
    cancel.abort()
    const rest = stopEarly ? ['skipped', 'skipped'] : ['cancelled', 'cancelled']
    expect(await statuses()).toEqual(['accepted', 'cancelled', ...rest])
  },
)

test('whatever ends in whatever order, the result is that of running them one after the other', async () => {
  const verdict = fc.constantFrom<Status>(
    'accepted',
    'accepted',
    'accepted',
    'wrong_answer',
    'internal_error',
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(verdict, { minLength: 1, maxLength: 8 }),
      fc.nat(8),
      fc.infiniteStream(fc.nat(100)),
      async (verdicts, rooms, choices) => {
        const { statuses, end, running, reported, free } = open(verdicts.length, { rooms })
        for (let open = running(); open.length > 0; open = running()) {
          const index = open[choices.next().value % open.length] ?? 0
          await end(index, verdicts[index] ?? 'accepted')
        }
        const first = verdicts.findIndex((status) => status !== 'accepted')
        const expected = verdicts.map((status, index) => (first >= 0 && index > first ? 'skipped' : status))
        expect(await statuses()).toEqual(expected)
        expect(reported).toEqual(expected.map((status, index) => [index, status]))
        expect(free()).toBe(rooms)
      },
    ),
    { numRuns: 60 },
  )
})
