import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { repeat } from './repeat.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const EVERY_MS = 1_000

/** Work whose end the test decides. */
function world() {
  const errors: unknown[] = []
  const ends: Array<PromiseWithResolvers<void>> = []
  const repeated = repeat(
    () => {
      const end = Promise.withResolvers<void>()
      ends.push(end)
      return end.promise
    },
    { everyMs: EVERY_MS, onError: (error) => errors.push(error) },
  )
  const started = () => ends.length
  const finish = async () => {
    ends.at(-1)?.resolve()
    await vi.advanceTimersByTimeAsync(0)
  }
  return { errors, ends, repeated, started, finish }
}

test('the work is done at once, and again at each of its times', async () => {
  const { started, finish } = world()
  expect(started()).toBe(1)
  await finish()
  await vi.advanceTimersByTimeAsync(EVERY_MS)
  expect(started()).toBe(2)
})

test('it is never done twice at once, and what was asked for meanwhile is done once right after', async () => {
  const { repeated, started, finish } = world()
  for (let asked = 0; asked < 5; asked += 1) repeated.soon()
  expect(started()).toBe(1)
  await finish()
  expect(started()).toBe(2)
  await finish()
  expect(started()).toBe(2)
})

test('a failure is reported and does not end it', async () => {
  const { errors, ends, started } = world()
  ends[0]?.reject(new Error('away'))
  await vi.advanceTimersByTimeAsync(EVERY_MS)
  expect(errors).toEqual([new Error('away')])
  expect(started()).toBe(2)
})

test('disposing tells the work under way, waits for it, and leaves no timer', async () => {
  const told: boolean[] = []
  const gate = Promise.withResolvers<void>()
  const repeated = repeat(
    async (signal) => {
      signal.addEventListener('abort', () => told.push(true))
      await gate.promise
    },
    { everyMs: EVERY_MS, onError: () => {} },
  )
  repeated.soon()
  let disposed = false
  const disposing = repeated[Symbol.asyncDispose]().then(() => {
    disposed = true
  })
  await vi.advanceTimersByTimeAsync(0)
  expect(told).toEqual([true])
  expect(disposed).toBe(false)
  gate.resolve()
  await disposing
  expect(vi.getTimerCount()).toBe(0)
  repeated.soon()
  expect(told).toEqual([true])
})
