import { Unavailable } from '@runhive/contracts/define'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { LimitRequest, Verdict } from '../domain/limits.ts'
import { ANSWER_IN_MS } from '../outage/answer-in-time.ts'
import { createDatabaseWatch } from '../outage/database-watch.ts'
import { createLimits } from './limits.ts'
import { createMemoryLimits } from './memory.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const RATE = { limit: 9, remaining: 9, resetMs: 0, windowMs: 1 }
const request: LimitRequest = {
  subjects: [{ of: 'account', id: 'account:a1', limits: { requestsPerMinute: 60, burst: 3 } }],
  execution: { owner: 'a1', id: 'e1', lapsesAfterMs: 1_000 },
}

/** A database that answers, says nothing, or is away. */
function world() {
  const state: { database: 'there' | 'silent' | 'away' } = { database: 'there' }
  const reach = async () => {
    if (state.database === 'silent') await new Promise(() => undefined)
    if (state.database === 'away') throw new Unavailable('away')
  }
  const released: string[] = []
  const database = createDatabaseWatch({ ping: reach })
  const limits = createLimits({
    database,
    store: {
      takeAll: async (requests) => {
        await reach()
        return requests.map((): Verdict => ({ kind: 'within', rate: RATE, outstanding: 7 }))
      },
      release: async (slots) => {
        await reach()
        released.push(...slots.map(({ executionId }) => executionId))
        return slots.length
      },
      withdraw: async () => reach(),
      postpone: async () => reach(),
    },
    memory: createMemoryLimits({ now: () => new Date() }),
  })
  return { state, database, limits, released }
}

test('a database that does not answer is away: requests that wait fall back in time, and so do all after them', async () => {
  const { state, database, limits } = world()
  state.database = 'silent'
  const waiting = Promise.all([limits.take(request), limits.take(request), limits.take(request)])
  await vi.advanceTimersByTimeAsync(ANSWER_IN_MS)
  expect((await waiting).map(({ kind }) => kind)).toEqual(['within', 'within', 'within'])
  expect(ANSWER_IN_MS).toBeLessThan(2_000)
  expect(await limits.take(request)).toMatchObject({ kind: 'limited', limit: 'rate' })
  await vi.advanceTimersByTimeAsync(ANSWER_IN_MS * 3)
  state.database = 'there'
  await vi.advanceTimersByTimeAsync(ANSWER_IN_MS * 3)
  expect(database.away).toBe(false)
  // Statements that never ended block nothing.
  expect(await limits.take(request)).toMatchObject({ kind: 'within', outstanding: 7 })
})

test('a slot is ended where it was taken: when memory has it, release does not wait for the database', async () => {
  const { state, database, limits, released } = world()
  await limits.release([{ owner: 'a1', executionId: 'e0' }], { giveBack: true })
  expect(released).toEqual(['e0'])
  state.database = 'away'
  await limits.take(request)
  await limits.release([{ owner: 'a1', executionId: 'e1' }], { giveBack: true })
  const unknown = limits.release([{ owner: 'a1', executionId: 'e2' }], { giveBack: true })
  await expect(unknown).rejects.toBeInstanceOf(Unavailable)
  await database[Symbol.asyncDispose]()
})
