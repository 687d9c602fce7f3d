import * as fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import type { LimitRequest, Subject } from '../domain/limits.ts'
import { FATES, MOMENTS, play, type SlotStore } from '../testing/slot-orders.ts'
import { createSlotCheck } from './check-slots.ts'
import { createMemoryLimits } from './memory.ts'

const scripts = fc.array(
  fc.record({
    spare: fc.boolean(),
    fate: fc.constantFrom(...FATES),
    givesUp: fc.constantFrom(...MOMENTS),
    times: fc.integer({ min: 1, max: 3 }),
    checks: fc.boolean(),
  }),
  { minLength: 1, maxLength: 8 },
)

vi.setConfig({ testTimeout: 60_000 })

const START = Date.UTC(2030, 0, 1, 12)
const account: Subject = {
  of: 'account',
  id: 'account:a1',
  limits: { requestsPerMinute: 1, burst: 1_000, executionsPerDay: 100, concurrentExecutions: 100 },
}

function open() {
  let nowMs = START
  const memory = createMemoryLimits({ now: () => new Date(nowMs) })
  const take = (id: string, { lapsesAfterMs = 24 * 60 * 60_000, spare = false } = {}) => {
    const execution = { owner: 'a1', id, lapsesAfterMs }
    const request: LimitRequest = { subjects: [account], execution, keeps: spare ? 20 : undefined }
    return memory.take(request)
  }
  const pass = (ms: number) => {
    nowMs += ms
  }
  return { memory, take, pass }
}

const refs = (...ids: string[]) => ids.map((executionId) => ({ owner: 'a1', executionId }))

test('in memory too, whatever the order: only what was accepted counts, and in the end nothing', async () => {
  await fc.assert(
    fc.asyncProperty(scripts, async (all) => {
      const { memory, take } = open()
      const due = new Set<string>()
      const check = createSlotCheck({
        ...memory,
        // Time stands still here: those that are due are so one by one.
        claimDue: (limit) => {
          memory.postpone(refs(...due), -1)
          due.clear()
          return memory.claimDue(limit)
        },
      })
      const store: SlotStore = {
        owner: 'a1',
        admit: async (id, options) => take(id, options),
        release: async (executionId, options) => memory.release({ owner: 'a1', executionId }, options),
        withdraw: async (id) => memory.withdraw([id]),
        postpone: async (id) => memory.postpone(refs(id)),
        makeDue: async (id) => due.add(id),
        check: (findAccepted) => check({ findAccepted, onChecked: () => undefined }),
        counts: async () => memory.countsOf(account.id),
      }
      const { counts, expected, atTheEnd } = await play(store, all)
      expect(counts).toEqual(expected)
      expect(atTheEnd).toEqual({ ...expected, outstanding: 0 })
    }),
    { numRuns: 300 },
  )
})

test('a slot is checked ten seconds after it was taken or postponed, by one process at a time, and never when it is too old', () => {
  const { memory, take, pass } = open()
  take('one')
  take('two')
  pass(9_999)
  expect(memory.claimDue(9).slots).toEqual([])
  memory.postpone(refs('two'))
  pass(1)
  expect(memory.claimDue(9).slots).toEqual(refs('one'))
  pass(4_999)
  expect(memory.claimDue(9).slots).toEqual([])
  pass(1)
  expect(memory.claimDue(9).slots).toEqual(refs('one'))
  memory.confirm(refs('one'))
  memory.postpone(refs('one'))
  pass(10_000)
  expect(memory.claimDue(9).slots).toEqual(refs('two'))
  pass(30 * 60_000)
  expect(memory.claimDue(9).slots).toEqual([])
  expect(memory.list().map(({ confirmed }) => confirmed)).toEqual([true, true])
})

test('a slot that was postponed after it was claimed is not ended', () => {
  const { memory, take, pass } = open()
  take('one')
  take('two')
  pass(10_000)
  const claimed = memory.claimDue(9)
  memory.postpone(refs('two'))
  expect(memory.endClaimed(claimed, { giveBack: true })).toBe(1)
  expect(memory.countsOf(account.id)).toEqual({ outstanding: 1, executions: 1 })
})

test('an execution that was withdrawn takes no slot, for a minute', () => {
  const { memory, take, pass } = open()
  memory.withdraw(['one'])
  take('one')
  expect(memory.countsOf(account.id)).toEqual({ outstanding: 0, executions: 0 })
  pass(60_000)
  take('two')
  take('one')
  expect(memory.countsOf(account.id)).toEqual({ outstanding: 2, executions: 2 })
})
