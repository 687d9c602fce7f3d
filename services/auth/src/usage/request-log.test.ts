import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { RequestEntry } from '../db/requests.ts'
import { createRequestLog } from './request-log.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const entry = (procedure: string): RequestEntry => ({
  at: new Date(0),
  procedure,
  outcome: 'admitted',
  ip: undefined,
  userAgent: undefined,
  keyId: undefined,
  accountId: undefined,
})

function world() {
  const written: string[][] = []
  const errors: unknown[] = []
  const state = { away: false, dropped: 0 }
  const log = createRequestLog({
    write: async (entries) => {
      if (state.away) throw new Error('away')
      written.push(entries.map(({ procedure }) => procedure))
    },
    onError: (error) => errors.push(error),
    onDropped: (count) => {
      state.dropped += count
    },
  })
  return { written, errors, state, log }
}

test('requests are gathered and written together, later than they were made', async () => {
  const { log, written } = world()
  log.note(entry('one'))
  log.note(entry('two'))
  expect(written).toEqual([])
  await vi.advanceTimersByTimeAsync(1_000)
  expect(written).toEqual([['one', 'two']])
})

test('what could not be written is written with what comes next, in its order', async () => {
  const { log, written, errors, state } = world()
  state.away = true
  log.note(entry('one'))
  await vi.advanceTimersByTimeAsync(1_000)
  expect(errors).toHaveLength(1)
  state.away = false
  log.note(entry('two'))
  await vi.advanceTimersByTimeAsync(1_000)
  expect(written).toEqual([['one', 'two']])
})

test('many are written in batches, none twice and none lost', async () => {
  const { log, written } = world()
  for (let number = 0; number < 2_500; number += 1) log.note(entry(`${number}`))
  await vi.advanceTimersByTimeAsync(1_000)
  expect(written.map((batch) => batch.length)).toEqual([1_000, 1_000, 500])
  expect(new Set(written.flat()).size).toBe(2_500)
})

test('what there is no room for is dropped and counted, and never waited for', () => {
  const { log, state } = world()
  for (let number = 0; number < 20_003; number += 1) log.note(entry('x'))
  expect(state.dropped).toBe(3)
})

test('closing writes what is gathered and leaves no timer', async () => {
  const { log, written } = world()
  log.note(entry('one'))
  await log[Symbol.asyncDispose]()
  expect(written).toEqual([['one']])
  expect(vi.getTimerCount()).toBe(0)
})
