import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createBackoff } from './backoff.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const never = new AbortController().signal

async function pauses(count: number): Promise<number[]> {
  const pause = createBackoff()
  const taken: number[] = []
  while (taken.length < count) {
    const before = performance.now()
    const over = pause(never)
    await vi.runAllTimersAsync()
    await over
    taken.push(performance.now() - before)
  }
  return taken
}

test('the first retry is immediate, later ones wait longer and longer, up to some seconds', async () => {
  const [first, ...others] = await pauses(8)
  expect(first).toBe(0)
  for (const [at, longest] of [200, 400, 800, 1_600, 3_200, 3_200, 3_200].entries()) {
    expect(others[at]).toBeGreaterThanOrEqual(longest / 2 - 1)
    expect(others[at]).toBeLessThanOrEqual(longest + 1)
  }
})

test('processes refused together do not retry together', async () => {
  const several = await Promise.all(
    Array.from({ length: 8 }, () => createBackoff()).map(async (pause) => {
      await pause(never)
      return pause
    }),
  )
  const moments: number[] = []
  const over = several.map((pause) => pause(never).then(() => moments.push(performance.now())))
  await vi.runAllTimersAsync()
  await Promise.all(over)
  expect(new Set(moments).size).toBeGreaterThan(1)
})

test('after a while without a refusal the backoff starts over', async () => {
  const pause = createBackoff()
  for (let n = 0; n < 4; n += 1) {
    const over = pause(never)
    await vi.runAllTimersAsync()
    await over
  }
  vi.advanceTimersByTime(11_000)
  const before = performance.now()
  await pause(never)
  expect(performance.now() - before).toBe(0)
})

test('a pause ends when its signal aborts, and none begins after that', async () => {
  const pause = createBackoff()
  const stop = new AbortController()
  await pause(stop.signal)
  const over = pause(stop.signal)
  stop.abort()
  await over
  await pause(stop.signal)
  expect(vi.getTimerCount()).toBe(0)
})
