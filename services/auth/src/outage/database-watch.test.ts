import { Unavailable } from '@runhive/contracts/define'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createDatabaseWatch } from './database-watch.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function world(onReturn: () => Promise<void> = async () => {}) {
  const state = { up: true, pings: 0 }
  const changes: boolean[] = []
  const work = async () => {
    if (!state.up) throw new Unavailable('away')
    return 'worked'
  }
  const watch = createDatabaseWatch({
    ping: async () => {
      state.pings += 1
      await work()
    },
    onReturn,
    onChange: (away) => changes.push(away),
  })
  return { state, changes, work, watch }
}
const fallBack = () => 'fallback'
const noFallback = (cause: unknown): never => {
  throw cause
}

test('work is done while the database is there, and its own errors pass', async () => {
  const { watch, work } = world()
  expect(await watch.withFallback(work, fallBack)).toBe('worked')
  const wrong = new Error('wrong')
  await expect(watch.withFallback(() => Promise.reject(wrong), fallBack)).rejects.toBe(wrong)
  expect(watch.away).toBe(false)
})

test('the first work that finds it away falls back, and the next does not even try', async () => {
  const { watch, work, state, changes } = world()
  state.up = false
  expect(await watch.withFallback(work, fallBack)).toBe('fallback')
  expect(changes).toEqual([true])
  const tried = vi.fn(work)
  expect(await watch.withFallback(tried, fallBack)).toBe('fallback')
  expect(tried).not.toHaveBeenCalled()
  await watch[Symbol.asyncDispose]()
})

test('it is asked for until it answers, and what was gathered is handed over before it counts as back', async () => {
  const handedOver = Promise.withResolvers<void>()
  const { watch, work, state, changes } = world(() => handedOver.promise)
  state.up = false
  await watch.withFallback(work, fallBack)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(state.pings).toBeGreaterThan(2)
  state.up = true
  await vi.advanceTimersByTimeAsync(500)
  expect(watch.away).toBe(true)
  handedOver.resolve()
  await vi.advanceTimersByTimeAsync(0)
  expect(watch.away).toBe(false)
  expect(changes).toEqual([true, false])
  expect(await watch.withFallback(work, fallBack)).toBe('worked')
  expect(vi.getTimerCount()).toBe(0)
})

test('a hand-over that fails is tried again', async () => {
  const handOver = vi.fn(async () => {}).mockRejectedValueOnce(new Unavailable('away again'))
  const { watch, work, state } = world(handOver)
  state.up = false
  await watch.withFallback(work, fallBack)
  state.up = true
  await vi.advanceTimersByTimeAsync(500)
  expect(watch.away).toBe(true)
  await vi.advanceTimersByTimeAsync(500)
  expect(watch.away).toBe(false)
})

test('work without a fallback finds out at once that it is back, for all others too', async () => {
  const { watch, work, state } = world()
  state.up = false
  await expect(watch.withFallback(work, noFallback)).rejects.toBeInstanceOf(Unavailable)
  await expect(watch.withFallback(work, noFallback)).rejects.toBeInstanceOf(Unavailable)
  state.up = true
  expect(await watch.withFallback(work, noFallback)).toBe('worked')
  await vi.advanceTimersByTimeAsync(0)
  expect(watch.away).toBe(false)
})

test('closing while it is away leaves no timer', async () => {
  const { watch, work, state } = world()
  state.up = false
  await watch.withFallback(work, fallBack)
  await watch[Symbol.asyncDispose]()
  expect(vi.getTimerCount()).toBe(0)
})
