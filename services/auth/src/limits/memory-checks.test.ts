import * as fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import type { Ask, Subject } from '../domain/limits.ts'
import { FATES, type Keeper, MOMENTS, play } from '../testing/slot-orders.ts'
import { checkedLeases } from './check-slots.ts'
import { createMemoryLeases } from './memory-leases.ts'

const scripts = fc.array(
  fc.record({
    fate: fc.constantFrom(...FATES),
    givesUp: fc.constantFrom(...MOMENTS),
    times: fc.integer({ min: 1, max: 3 }),
    looks: fc.boolean(),
  }),
  { minLength: 1, maxLength: 8 },
)

vi.setConfig({ testTimeout: 60_000 })

const START = Date.UTC(2030, 0, 1, 12)
const account: Subject = {
  of: 'account',
  id: 'account:a1',
  limits: { requestsPerMinute: 1, burst: 1, executionsPerDay: 100, concurrentExecutions: 100 },
}

function open() {
  let nowMs = START
  const leases = createMemoryLeases(() => new Date(nowMs))
  const take = (id: string, leaseMs = 24 * 60 * 60_000) => {
    const execution = { owner: 'a1', id, leaseMs }
    const ask: Ask = { subjects: [account], execution }
    return leases.take(ask, execution)
  }
  const pass = (ms: number) => {
    nowMs += ms
  }
  return { leases, take, pass }
}

const refs = (...ids: string[]) => ids.map((executionId) => ({ owner: 'a1', executionId }))

test('in memory too, whatever the order: only what was accepted counts, and in the end nothing', async () => {
  await fc.assert(
    fc.asyncProperty(scripts, async (all) => {
      const { leases, take } = open()
      const due = new Set<string>()
      const check = checkedLeases({
        ...leases,
        // Time stands still here: those that are due are so one by one.
        claimDue: (limit) => {
          leases.keep(refs(...due), -1)
          due.clear()
          return leases.claimDue(limit)
        },
      })
      const keeper: Keeper = {
        owner: 'a1',
        admit: async (id) => take(id),
        release: async (executionId, options) => leases.release({ owner: 'a1', executionId }, options),
        withdraw: async (id) => leases.withdraw([id]),
        keep: async (id) => leases.keep(refs(id)),
        makeDue: async (id) => due.add(id),
        check: (ask) => check({ ask, counted: () => undefined }),
        counts: async () => leases.countsOf(account.id),
      }
      const { counts, expected, atTheEnd } = await play(keeper, all)
      expect(counts).toEqual(expected)
      expect(atTheEnd).toEqual({ ...expected, outstanding: 0 })
    }),
    { numRuns: 300 },
  )
})

test('a lease is looked at ten seconds after it was taken or kept, once nobody else has it, and never when it is too old', () => {
  const { leases, take, pass } = open()
  take('one')
  take('two')
  pass(9_999)
  expect(leases.claimDue(9).leases).toEqual([])
  leases.keep(refs('two'))
  pass(1)
  expect(leases.claimDue(9).leases).toEqual(refs('one'))
  pass(4_999)
  expect(leases.claimDue(9).leases).toEqual([])
  pass(1)
  expect(leases.claimDue(9).leases).toEqual(refs('one'))
  leases.confirm(refs('one'))
  leases.keep(refs('one'))
  pass(10_000)
  expect(leases.claimDue(9).leases).toEqual(refs('two'))
  pass(30 * 60_000)
  expect(leases.claimDue(9).leases).toEqual([])
  expect(leases.list().map(({ confirmed }) => confirmed)).toEqual([true, true])
})

test('a lease that was kept after it was claimed is not ended', () => {
  const { leases, take, pass } = open()
  take('one')
  take('two')
  pass(10_000)
  const claimed = leases.claimDue(9)
  leases.keep(refs('two'))
  expect(leases.endClaimed(claimed, { giveBack: true })).toBe(1)
  expect(leases.countsOf(account.id)).toEqual({ outstanding: 1, executions: 1 })
})

test('an execution that was withdrawn takes no lease, for a minute', () => {
  const { leases, take, pass } = open()
  leases.withdraw(['one'])
  take('one')
  expect(leases.countsOf(account.id)).toEqual({ outstanding: 0, executions: 0 })
  pass(60_000)
  take('two')
  take('one')
  expect(leases.countsOf(account.id)).toEqual({ outstanding: 2, executions: 2 })
})
