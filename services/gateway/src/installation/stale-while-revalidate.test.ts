import { expect, test } from 'vitest'
import { createCached } from './stale-while-revalidate.ts'

/** A cache with a clock of its own, whose loads the test answers. */
function openCached() {
  const loads: Array<PromiseWithResolvers<number>> = []
  const clock = { ms: 0 }
  const cached = createCached({
    load: () => {
      const load = Promise.withResolvers<number>()
      loads.push(load)
      return load.promise
    },
    freshMs: 10,
    usableMs: 100,
    now: () => clock.ms,
  })
  return { cached, loads, clock }
}

test('callers at once share one load', async () => {
  const { cached, loads } = openCached()
  const both = Promise.all([cached.get(), cached.get()])
  loads[0]?.resolve(1)
  expect(await both).toEqual([1, 1])
  expect(loads).toHaveLength(1)
})

test('a stale value is given at once while a new one is fetched', async () => {
  const { cached, loads, clock } = openCached()
  const first = cached.get()
  loads[0]?.resolve(1)
  await first
  clock.ms = 50
  expect(await cached.get()).toBe(1)
  loads[1]?.resolve(2)
  await expect.poll(() => cached.peek()).toBe(2)
})

test('a value that is no longer usable is not given: the caller waits for a new one, or hears why there is none', async () => {
  const { cached, loads, clock } = openCached()
  const first = cached.get()
  loads[0]?.resolve(1)
  await first
  clock.ms = 100
  const second = cached.get()
  loads[1]?.reject(new Error('nobody there'))
  await expect(second).rejects.toThrow('nobody there')
})

test('a renewal that fails in the background keeps the old value and is tried again', async () => {
  const { cached, loads, clock } = openCached()
  const first = cached.get()
  loads[0]?.resolve(1)
  await first
  clock.ms = 50
  expect(await cached.get()).toBe(1)
  loads[1]?.reject(new Error('nobody there'))
  await expect.poll(async () => [await cached.get(), loads.length]).toEqual([1, 3])
})
