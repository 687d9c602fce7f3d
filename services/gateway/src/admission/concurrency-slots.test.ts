import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Admitted, createAdmission } from './admission.ts'
import { admitBatch } from './batch-admission.ts'
import type { Caller } from './caller.ts'
import { type ConcurrencySlotsDeps, createConcurrencySlots } from './concurrency-slots.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function world(change: Partial<ConcurrencySlotsDeps['auth']> = {}) {
  const told: unknown[] = []
  const principal = { accountId: 'alice' } as Awaited<ReturnType<ConcurrencySlotsDeps['auth']['admit']>>
  const note = (what: string) => async (input: unknown) => {
    told.push([what, input])
    return {}
  }
  const auth = {
    admit: async () => principal,
    ...{ release: note('release'), withdraw: note('withdraw'), keep: note('keep') },
    ...{ credit: async () => expect.unreachable(), noteAdmitted: async () => expect.unreachable() },
    ...change,
  }
  const slots = createConcurrencySlots({ auth, log: { warn: () => undefined } })
  const take = (executionId: string) =>
    slots.take({ credential: { kind: 'anonymous' }, procedure: 'executions.run', executionId }, {})
  return { told, slots, take }
}

const asKey = { credential: { kind: 'key' as const, id: 'k' } }
const kept = (...ids: string[]) => [
  'keep',
  { leases: ids.map((executionId) => ({ accountId: 'alice', executionId })) },
]

test('what is decided about for long is kept, again and again until it is settled; what is quick costs no message', async () => {
  const { told, slots, take } = world()
  const [slow, quick] = [await take('slow'), await take('quick')]
  quick.slot.settle('quick')
  await vi.advanceTimersByTimeAsync(3_000)
  expect(told).toEqual([kept('slow')])
  await vi.advanceTimersByTimeAsync(3_000)
  expect(told).toEqual([kept('slow'), kept('slow')])
  slow.slot.settle('slow')
  await vi.advanceTimersByTimeAsync(30_000)
  expect(told).toHaveLength(2)
  await slots[Symbol.asyncDispose]()
})

test('a slot is given back once, and not when its execution was accepted; one of an earlier execution’s request is', async () => {
  const { told, slots, take } = world()
  for (const id of ['refused', 'accepted', 'repeated']) {
    const { slot } = await take(id)
    if (id === 'accepted') slot.settle(id)
    if (id === 'repeated') slot.settle('an earlier one')
    slot[Symbol.dispose]()
    slot[Symbol.dispose]()
  }
  await slots[Symbol.asyncDispose]()
  const ids = told.map((call) => (call as [string, { executionId: string }])[1].executionId)
  expect(ids).toEqual(['refused', 'repeated'])
})

test('admissions that got no answer are withdrawn together, and again until auth has heard', async () => {
  vi.useRealTimers()
  const batches: string[][] = []
  let failures = 2
  const { slots, take } = world({
    admit: async () => Promise.reject(new Error('no answer')),
    withdraw: async ({ executionIds }) => {
      failures -= 1
      if (failures >= 0) throw new Error('away')
      batches.push([...executionIds])
      return {}
    },
  })
  const ids = Array.from({ length: 600 }, (_, index) => String(index))
  await Promise.allSettled(ids.map(take))
  await expect.poll(() => batches.flat().length).toBe(ids.length)
  await slots[Symbol.asyncDispose]()
  expect(new Set(batches.flat())).toEqual(new Set(ids))
  expect(batches.every((batch) => batch.length <= 500)).toBe(true)
})

test('who is admitted and may not do it all the same, by the gateway’s own table, holds no slot', async () => {
  const { told, slots } = world({
    admit: async () => ({ ...asKey, accountId: 'alice', role: 'user', scopes: [] }),
  })
  const ctx = { credential: { kind: 'key', token: 'k' }, ip: '::1' } as Caller
  const admit = createAdmission({
    ...{ auth: { admit: async () => expect.unreachable() }, slots, contactUrl: '' },
    maxDurationMs: async () => 1,
  })
  const asked = { path: 'executions.run', type: 'mutation', getRawInput: async () => ({}) } as const
  const asking = admit(ctx, { ...asked, meta: { takesSlot: true, who: 'session' }, signal: undefined })
  await expect(asking).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await slots[Symbol.asyncDispose]()
  expect(told.map((call) => (call as [string])[0])).toEqual(['release'])
})

test('what was asked for ahead and no call has taken is given back; a call that comes later is told that its caller has gone', async () => {
  const given: number[] = []
  const admitted = (index: number): Admitted => ({
    principal: undefined,
    slot: {
      executionId: String(index),
      settle: () => undefined,
      [Symbol.dispose]: () => void given.push(index),
    },
  })
  const asked = [0, 1, 2].map((index) => ({ index, path: '', type: 'mutation' as const, meta: undefined }))
  const calls = asked.map((call) => ({ ...call, getRawInput: async () => undefined, signal: undefined }))
  let next = 0
  const ahead = await admitBatch(calls, async () => {
    if (next === 2) throw new Error('refused')
    return admitted(next++)
  })
  expect(await ahead.take(0)).toMatchObject({ slot: { executionId: '0' } })
  ahead[Symbol.dispose]()
  await vi.advanceTimersByTimeAsync(0)
  expect(given).toEqual([1])
  await expect(ahead.take(1)).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(ahead.take(0)).toBeUndefined()
})
