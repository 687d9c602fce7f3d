import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLastUsed, TOUCH_EVERY_MS } from './last-used.ts'

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000_000 }))
afterEach(() => void vi.useRealTimers())

function world(write: (ids: readonly string[]) => Promise<void> = async () => {}) {
  const written: string[][] = []
  const errors: unknown[] = []
  const lastUsed = createLastUsed({
    write: async (ids) => {
      written.push([...ids])
      await write(ids)
    },
    now: () => new Date(),
    onError: (error) => errors.push(error),
  })
  return { written, errors, lastUsed }
}
const key = (id: string, lastUsedAt?: Date) => ({ id, lastUsedAt })

test('uses are collected and written together, later than the request', async () => {
  const { lastUsed, written } = world()
  lastUsed.note(key('one'))
  lastUsed.note(key('two'))
  lastUsed.note(key('one'))
  expect(written).toEqual([])
  await vi.advanceTimersByTimeAsync(1_000)
  expect(written).toEqual([['one', 'two']])
})

test('a key is written once a minute at most', async () => {
  const { lastUsed, written } = world()
  for (let second = 0; second < 60; second += 1) {
    lastUsed.note(key('one'))
    await vi.advanceTimersByTimeAsync(TOUCH_EVERY_MS / 60)
  }
  expect(written).toHaveLength(1)
  lastUsed.note(key('one'))
  await vi.advanceTimersByTimeAsync(1_000)
  expect(written).toHaveLength(2)
})

test('a use that another process has just written is not written again', async () => {
  const { lastUsed, written } = world()
  lastUsed.note(key('one', new Date(Date.now() - TOUCH_EVERY_MS + 1)))
  lastUsed.note(key('two', new Date(Date.now() - TOUCH_EVERY_MS)))
  await vi.advanceTimersByTimeAsync(1_000)
  expect(written).toEqual([['two']])
})

test('closing writes what is left and leaves no timer', async () => {
  const { lastUsed, written } = world()
  lastUsed.note(key('one'))
  await lastUsed[Symbol.asyncDispose]()
  expect(written).toEqual([['one']])
  expect(vi.getTimerCount()).toBe(0)
})

test('a write that fails is reported and hurts no later one', async () => {
  const { lastUsed, written, errors } = world(async (ids) => {
    if (ids.includes('one')) throw new Error('the database is unavailable')
  })
  lastUsed.note(key('one'))
  await vi.advanceTimersByTimeAsync(1_000)
  expect(errors).toEqual([new Error('the database is unavailable')])
  lastUsed.note(key('two'))
  await vi.advanceTimersByTimeAsync(1_000)
  expect(written).toEqual([['one'], ['two']])
  expect(errors).toHaveLength(1)
})
