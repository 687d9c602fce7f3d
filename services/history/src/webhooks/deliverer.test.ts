import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Claimed } from '../db/deliveries.ts'
import type { Attempted } from './attempt.ts'
import { type DelivererDeps, startDeliverer } from './deliverer.ts'
import type { FailureKind } from './failure.ts'

const NOW = new Date('2030-01-01T00:00:00.000Z')
const delivery = (id: string, change: Partial<Claimed> = {}): Claimed => ({
  id,
  accountId: id,
  url: 'https://hooks.example.org/',
  payload: '{}',
  sealed: false,
  tries: 0,
  ...change,
})
const tried = (failure?: FailureKind): Attempted => ({
  attempt: { at: NOW.toISOString(), durationMs: 1, httpStatus: null, error: failure ?? null },
  failure,
})

/** A deliverer with a queue in memory. */
function open(due: Claimed[], change: Partial<DelivererDeps> = {}) {
  const settled: Array<Parameters<DelivererDeps['settle']>[0]> = []
  const ended: string[] = []
  const logged: unknown[] = []
  const deliverer = startDeliverer({
    claim: async (except) => {
      const at = due.findIndex(({ accountId }) => !except.includes(accountId))
      return at === -1 ? undefined : due.splice(at, 1)[0]
    },
    nextDueMs: async () => undefined,
    attempt: async () => tried(),
    sealed: { open: () => expect.unreachable(), destroy: () => expect.unreachable() },
    settle: async (one) => void settled.push(one),
    retry: { attempts: 3, firstPauseMs: 1_000, factor: 4, maxPauseMs: 60_000 },
    logDays: 1,
    concurrency: 4,
    log: { warn: (fields: unknown) => void logged.push(fields) },
    now: () => NOW,
    onEnded: (outcome) => void ended.push(outcome),
    ...change,
  })
  return {
    due,
    settled,
    ended,
    logged,
    deliverer,
    [Symbol.asyncDispose]: () => deliverer[Symbol.asyncDispose](),
  }
}

test('what is due is sent and noted as delivered', async () => {
  await using world = open([delivery('one'), delivery('two')])
  await expect.poll(() => world.ended).toEqual(['delivered', 'delivered'])
  const next = { status: 'delivered', expiresAt: new Date('2030-01-02T00:00:00.000Z') }
  expect(world.settled).toMatchObject([
    { id: 'one', next },
    { id: 'two', next },
  ])
})

test.each([
  ['a failure that may pass is tried again', 'status', 0, 'pending'],
  ['the last try is the last', 'status', 2, 'failed'],
  ['a receiver that is gone is not asked again', 'gone', 0, 'failed'],
  ['an address that is refused is not asked again', 'address', 0, 'failed'],
  ['what is forbidden is not tried again', 'forbidden', 0, 'failed'],
  ['a slow receiver is tried again', 'timeout', 1, 'pending'],
] as const)('%s: %s after %i tries is %s', async (_name, failure, tries, status) => {
  await using world = open([delivery('one', { tries })], { attempt: async () => tried(failure) })
  await expect.poll(() => world.settled.map(({ next }) => next.status)).toEqual([status])
  expect(world.ended).toEqual(status === 'pending' ? [] : ['failed'])
})

test('the pause before the next try grows, and is never shorter than half of it', async () => {
  await using world = open([delivery('one', { tries: 1 })], { attempt: async () => tried('status') })
  await expect.poll(() => world.settled).toHaveLength(1)
  const [{ next } = { next: undefined }] = world.settled
  const pauseMs = next?.status === 'pending' ? next.nextAttemptAt.getTime() - NOW.getTime() : 0
  expect(pauseMs).toBeGreaterThanOrEqual(2_000)
  expect(pauseMs).toBeLessThanOrEqual(4_000)
})

test('no more are under way at once than allowed, and a slow account leaves half of the room to others', async () => {
  const gate = Promise.withResolvers<void>()
  const started: string[] = []
  const slow = Array.from({ length: 10 }, (_, at) => delivery(`slow ${at}`, { accountId: 'slow' }))
  const others = ['a', 'b', 'c'].map((id) => delivery(id))
  await using world = open([...slow, ...others], {
    attempt: async ({ id }) => {
      started.push(id)
      await gate.promise
      return tried()
    },
  })
  await expect.poll(() => started).toEqual(['slow 0', 'slow 1', 'a', 'b'])
  gate.resolve()
  await expect.poll(() => world.ended).toHaveLength(13)
})

test('what fails on our side neither stops the others nor counts as ended', async () => {
  let broken = true
  await using world = open([delivery('one'), delivery('two'), delivery('three')], {
    attempt: async ({ id }) => {
      if (id === 'one') throw new Error('the keys cannot be had')
      return tried()
    },
    settle: async ({ id }) => {
      if (id === 'two' && broken) {
        broken = false
        throw new Error('the database is unavailable')
      }
    },
  })
  await expect.poll(() => world.logged).toMatchObject([{ deliveryId: 'one' }, { deliveryId: 'two' }])
  await expect.poll(() => world.ended).toEqual(['delivered'])
})

test('a database that is away is asked again, and a new webhook need not be found by looking', async () => {
  const due: Claimed[] = []
  let asked = 0
  const deps: Partial<DelivererDeps> = {
    claim: async () => {
      asked += 1
      if (asked === 1) throw new Error('the database is unavailable')
      return due.shift()
    },
  }
  await using world = open(due, deps)
  await expect.poll(() => world.logged).toHaveLength(1)
  due.push(delivery('one'))
  world.deliverer.wake()
  await expect.poll(() => world.ended).toEqual(['delivered'])
})

test('stopping finishes the tries under way and takes no more', async () => {
  const gate = Promise.withResolvers<void>()
  const started = Promise.withResolvers<void>()
  const order: string[] = []
  const world = open([delivery('one'), delivery('two')], {
    concurrency: 1,
    attempt: async () => {
      started.resolve()
      await gate.promise
      return tried()
    },
    settle: async ({ id }) => void order.push(`settled ${id}`),
  })
  await started.promise
  const stopped = world[Symbol.asyncDispose]().then(() => order.push('stopped'))
  await turn() // time enough to stop, were it not for the try
  order.push('answered')
  gate.resolve()
  await stopped
  expect(order).toEqual(['answered', 'settled one', 'stopped'])
  expect(world.due.map(({ id }) => id)).toEqual(['two'])
})

/** What can be opened, and what has been destroyed. */
function sealedPayloads(texts: Record<string, string>) {
  const destroyed: string[] = []
  const sealed: DelivererDeps['sealed'] = {
    open: async ({ id }, payload) => (payload === 'sealed' ? texts[id] : undefined),
    destroy: async ({ id }) => void destroyed.push(id),
  }
  return { destroyed, sealed }
}
const sealedDelivery = (id: string) => delivery(id, { payload: 'sealed', sealed: true })

test('an encrypted one is sent as it was, and made unreadable once nothing will be sent any more', async () => {
  const { destroyed, sealed } = sealedPayloads({ one: '1', two: '2', three: '3' })
  const sent: string[] = []
  const failures: Record<string, FailureKind> = { two: 'status', three: 'address' }
  const attempt: DelivererDeps['attempt'] = async ({ id, body }) => {
    sent.push(`${id} ${body}`)
    return tried(failures[id])
  }
  await using world = open(['one', 'two', 'three'].map(sealedDelivery), { sealed, attempt })
  await expect.poll(() => world.settled.length).toBe(3)
  expect(sent.toSorted()).toEqual(['one 1', 'three 3', 'two 2'])
  await expect.poll(() => destroyed.toSorted()).toEqual(['one', 'three'])
  expect(world.settled.find(({ id }) => id === 'two')?.next.status).toBe('pending')
})

test('an encrypted one whose key is gone has failed, and the log of it says so', async () => {
  const { sealed } = sealedPayloads({})
  await using world = open([sealedDelivery('one')], { sealed, attempt: () => expect.unreachable() })
  await expect.poll(() => world.ended).toEqual(['failed'])
  const [settled] = world.settled
  expect(settled).toMatchObject({ id: 'one', next: { status: 'failed' } })
  expect(settled?.attempt.error).toBe('the result was not stored, and is no longer available')
})
