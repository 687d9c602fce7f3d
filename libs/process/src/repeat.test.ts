import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { repeat } from './repeat.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const EVERY_MS = 1_000

/** Work whose end the test decides. */
function open() {
  const order: string[] = []
  const failures: unknown[] = []
  const ends: Array<PromiseWithResolvers<void>> = []
  const work = async (signal: AbortSignal) => {
    const end = Promise.withResolvers<void>()
    ends.push(end)
    signal.addEventListener('abort', () => order.push('told'))
    await end.promise
    order.push('ended')
  }
  const repeated = repeat(work, { everyMs: EVERY_MS, onFailed: (error) => failures.push(error) })
  const started = () => ends.length
  const finish = async () => {
    ends.at(-1)?.resolve()
    await vi.advanceTimersByTimeAsync(0)
  }
  return { order, failures, ends, repeated, started, finish }
}

test('work is done at once, and again some time after it ended', async () => {
  const { started, finish } = open()
  expect(started()).toBe(1)
  await vi.advanceTimersByTimeAsync(2 * EVERY_MS)
  expect(started()).toBe(1)
  await finish()
  await vi.advanceTimersByTimeAsync(EVERY_MS)
  expect(started()).toBe(2)
})

test('a failure is reported, and the work is done again', async () => {
  const { failures, ends, started } = open()
  ends[0]?.reject(new Error('away'))
  await vi.advanceTimersByTimeAsync(EVERY_MS)
  expect(failures).toEqual([new Error('away')])
  expect(started()).toBe(2)
})

test('work that fails before it has begun is done again, too', async () => {
  const failures: unknown[] = []
  const work = () => {
    throw new Error('at once')
  }
  await using _repeated = repeat(work, { everyMs: EVERY_MS, onFailed: (error) => failures.push(error) })
  await vi.advanceTimersByTimeAsync(2 * EVERY_MS)
  expect(failures).toEqual(Array(3).fill(new Error('at once')))
})

test('it is never done twice at once, and what was asked for meanwhile is done once, right after', async () => {
  const { repeated, started, finish } = open()
  for (let times = 0; times < 5; times += 1) repeated.soon()
  expect(started()).toBe(1)
  await finish()
  expect(started()).toBe(2)
  await finish()
  expect(started()).toBe(2)
})

test('work that is asked for between two times does not wait for the next', async () => {
  const { repeated, started, finish } = open()
  await finish()
  repeated.soon()
  await vi.advanceTimersByTimeAsync(0)
  expect(started()).toBe(2)
})

test('disposing tells the work under way, waits for it, and starts no more', async () => {
  const { order, repeated, started, finish } = open()
  repeated.soon()
  const disposed = Promise.resolve(repeated[Symbol.asyncDispose]()).then(() => order.push('disposed'))
  await vi.advanceTimersByTimeAsync(0)
  expect(order).toEqual(['told'])
  await finish()
  await disposed
  expect(order).toEqual(['told', 'ended', 'disposed'])
  repeated.soon()
  await vi.advanceTimersByTimeAsync(EVERY_MS)
  expect(started()).toBe(1)
  expect(vi.getTimerCount()).toBe(0)
})

test('disposing does not wait for the next time', async () => {
  const { repeated, finish } = open()
  await finish()
  await repeated[Symbol.asyncDispose]()
  expect(vi.getTimerCount()).toBe(0)
})

test.each([
  ['when there is more to do', 300, 300, 300],
  ['after its usual pause at the latest, which varies', 5 * EVERY_MS, 0.75 * EVERY_MS, EVERY_MS],
  ['after a short pause at least, also for what is overdue', -1, 100, 100],
])('work is done again %s', async (_, dueInMs, leastMs, mostMs) => {
  let times = 0
  const work = async () => {
    times += 1
    return dueInMs
  }
  await using _repeated = repeat(work, { everyMs: EVERY_MS, onFailed: () => expect.unreachable() })
  await vi.advanceTimersByTimeAsync(leastMs - 1)
  expect(times).toBe(1)
  await vi.advanceTimersByTimeAsync(mostMs - leastMs + 1)
  expect(times).toBe(2)
})

test('what failed is tried again sooner than what succeeded', async () => {
  const results = [Promise.reject(new Error('away')), Promise.resolve(), Promise.resolve()]
  let times = 0
  const work = async () => {
    times += 1
    await results.shift()
  }
  await using _repeated = repeat(work, { everyMs: EVERY_MS, retryMs: 100, onFailed: () => {} })
  await vi.advanceTimersByTimeAsync(100)
  expect(times).toBe(2)
  await vi.advanceTimersByTimeAsync(0.75 * EVERY_MS - 1)
  expect(times).toBe(2)
  await vi.advanceTimersByTimeAsync(0.25 * EVERY_MS + 1)
  expect(times).toBe(3)
})
