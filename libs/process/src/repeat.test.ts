import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { repeat } from './repeat.ts'

test('work is done at once, and again and again, also after it failed', async () => {
  let rounds = 0
  const failures: unknown[] = []
  const work = async () => {
    rounds += 1
    if (rounds === 2) throw new Error('once')
  }
  await using _repeating = repeat(work, { everyMs: 1, onFailed: (error) => failures.push(error) })
  expect(rounds).toBe(1)
  await expect.poll(() => rounds).toBeGreaterThan(3)
  expect(failures).toMatchObject([{ message: 'once' }])
})

test('work that fails before it has begun is done again, too', async () => {
  let rounds = 0
  const failures: unknown[] = []
  const work = () => {
    rounds += 1
    throw new Error('at once')
  }
  await using _repeating = repeat(work, { everyMs: 1, onFailed: (error) => failures.push(error) })
  await expect.poll(() => rounds).toBeGreaterThan(2)
  expect(failures).toContainEqual(new Error('at once'))
})

test('stopping tells the work under way, waits for it, and starts no more', async () => {
  const end = Promise.withResolvers<void>()
  const order: string[] = []
  const work = async (signal: AbortSignal) => {
    order.push('started')
    signal.addEventListener('abort', () => order.push('told'))
    await end.promise
    order.push('ended')
  }
  const repeating = repeat(work, { everyMs: 1, onFailed: () => {} })
  const stopped = Promise.resolve(repeating[Symbol.asyncDispose]()).then(() => order.push('stopped'))
  await turn() // time enough to stop, were it not for the work
  end.resolve()
  await stopped
  expect(order).toEqual(['started', 'told', 'ended', 'stopped'])
})

test('stopping does not wait for the next time', async () => {
  const repeating = repeat(async () => {}, { everyMs: 1_000_000, onFailed: () => {} })
  await repeating[Symbol.asyncDispose]()
})
