import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises'
import type { RpcError } from '@runhive/contracts/define'
import { workQueue } from '@runhive/contracts/streams'
import { expect } from 'vitest'
import * as z from 'zod'
import type { Delivery, Queue } from '../../src/mesh.ts'
import { eventually, type Guarantees, soon, unique } from './guarantee.ts'

function jobs(settings: { maxItems?: number; maxBytes?: number; leaseMs?: number } = {}) {
  const name = unique('JOBS')
  return workQueue({
    name,
    subject: `${name.toLowerCase()}.items`,
    item: z.object({ n: z.int() }),
    maxItems: 1_000,
    maxBytes: 1024 * 1024,
    leaseMs: 5_000,
    dedupeMs: 60_000,
    ...settings,
  })
}

/** In a cluster who keeps the items hears of what is done a moment later than who did it. */
const expectDepth = (queue: Pick<Queue<unknown>, 'depth'>, depth: number) =>
  eventually(async () => expect(await queue.depth()).toBe(depth))

/** Takes one and ends it. */
async function workOff<T>(queue: Queue<T>): Promise<string> {
  await using delivery = await queue.take(soon())
  await delivery.done()
  return delivery.id
}

export const queue: Guarantees = {
  'an item stays until it is done': async ({ open }) => {
    await using mesh = await open('gateway')
    const queue = mesh.queue(jobs())
    await expect(queue.publish('a', { n: 1 })).resolves.toEqual({ duplicate: false })
    const delivery = await queue.take(soon())

    expect(delivery).toMatchObject({ id: 'a', item: { n: 1 }, attempt: 1 })
    await expect(queue.depth()).resolves.toBe(1)
    await delivery.done()
    await expectDepth(queue, 0)
    await delivery[Symbol.asyncDispose]()
    await expect(queue.depth()).resolves.toBe(0)
  },

  'an item that is erased when it is done is gone as any other, and its neighbours are not': async ({
    open,
  }) => {
    await using mesh = await open('gateway')
    const queue = mesh.queue(jobs({ leaseMs: 1_000 }))
    for (const id of ['a', 'b', 'c']) await queue.publish(id, { n: 1 })
    await using a = await queue.take(soon())
    await using b = await queue.take(soon())
    await b.done({ erase: true })
    await a.done()
    await expectDepth(queue, 1)
    await using c = await queue.take(soon())
    expect([a.id, b.id, c.id].sort()).toEqual(['a', 'b', 'c'])
    await c.done({ erase: true })
    await expectDepth(queue, 0)
  },

  'the oldest item is known by its time until it is done': async ({ open }) => {
    await using mesh = await open('gateway')
    const queue = mesh.queue(jobs())
    await expect(queue.oldest()).resolves.toBeUndefined()
    const before = Date.now()
    await queue.publish('a', { n: 1 })
    const first = await queue.oldest()
    // On this machine the server has our clock, though not to the millisecond.
    expect(first?.getTime()).toBeGreaterThan(before - 100)
    expect(first?.getTime()).toBeLessThan(Date.now() + 100)
    await delay(20)
    await queue.publish('b', { n: 2 })
    await using held = await queue.take(soon())
    await expect(queue.oldest()).resolves.toEqual(first)
    await held.done()
    await eventually(async () =>
      expect((await queue.oldest())?.getTime()).toBeGreaterThan(first?.getTime() ?? 0),
    )
    await workOff(queue)
    // The copies of a queue in a cluster learn of it one after the other.
    await eventually(async () => expect(await queue.oldest()).toBeUndefined())
  },

  'an item carries the trace it was published in': async ({ open }) => {
    await using mesh = await open('gateway')
    const queue = mesh.queue(jobs())
    const traceparent = `00-${'a1'.repeat(16)}-${'b2'.repeat(8)}-01`
    await queue.publish('a', { n: 1 }, { traceparent })
    await queue.publish('b', { n: 2 })
    const traced = await queue.take(soon())
    const plain = await queue.take(soon())

    expect([traced.traceparent, plain.traceparent]).toEqual([traceparent, undefined])
    await traced.done()
    await plain.done()
  },

  'a waiting worker gets the next item': async ({ open }) => {
    await using gateway = await open('gateway')
    await using worker = await open('executor')
    const definition = jobs()
    const waiting = worker.queue(definition).take(soon())

    await gateway.queue(definition).publish('a', { n: 1 })

    await using delivery = await waiting
    expect(delivery.id).toBe('a')
    await delivery.done()
  },

  'publishing an id twice is one item, even after it was done': async ({ open }) => {
    await using mesh = await open('gateway')
    const queue = mesh.queue(jobs())
    await queue.publish('a', { n: 1 })

    await expect(queue.publish('a', { n: 1 })).resolves.toEqual({ duplicate: true })
    await expect(queue.depth()).resolves.toBe(1)
    await workOff(queue)
    await expect(queue.publish('a', { n: 1 })).resolves.toEqual({ duplicate: true })
    await expectDepth(queue, 0)
  },

  'a full queue is OVERLOADED until something is done': async ({ open }) => {
    await using mesh = await open('gateway')
    const queue = mesh.queue(jobs({ maxItems: 2 }))
    await queue.publish('a', { n: 1 })
    await queue.publish('b', { n: 2 })

    await expect(queue.publish('c', { n: 3 })).rejects.toMatchObject({
      code: 'OVERLOADED',
      data: { retryAfterMs: expect.any(Number) },
    })
    await workOff(queue)
    await expectDepth(queue, 1)
    await expect(queue.publish('d', { n: 4 })).resolves.toEqual({ duplicate: false })
  },

  'a queue that is full of bytes is OVERLOADED at once, for as little as there is room for, until something is done':
    async ({ open }) => {
      await using mesh = await open('gateway')
      const definition = {
        ...jobs({ maxBytes: 100_000 }),
        item: z.object({ text: z.string() }),
      }
      const queue = mesh.queue(definition)
      const large = { text: 'x'.repeat(60_000) }
      await expect(queue.bytes()).resolves.toBe(0)
      await queue.publish('a', large)
      await eventually(async () => expect(await queue.bytes()).toBeGreaterThan(60_000))

      await expect(queue.publish('b', large)).rejects.toMatchObject({
        code: 'OVERLOADED',
        data: { retryAfterMs: expect.any(Number) },
      })
      await expect(queue.publish('c', { text: 'y' })).resolves.toEqual({ duplicate: false })
      await workOff(queue)
      await expectDepth(queue, 1)
      await expect(queue.publish('d', large)).resolves.toEqual({ duplicate: false })
      await expectDepth(queue, 2)
    },

  'an item that a full queue refused never counts as published when it comes again': async ({ open }) => {
    await using mesh = await open('gateway')
    const queue = mesh.queue(jobs({ maxItems: 1 }))
    await queue.publish('a', { n: 1 })
    await expect(queue.publish('b', { n: 2 })).rejects.toMatchObject({ code: 'OVERLOADED' })
    await workOff(queue)
    await expectDepth(queue, 0)

    // A cluster may keep saying no to an id that it has refused.
    const again = await queue.publish('b', { n: 2 }).catch(({ code }: RpcError) => code)
    if (again === 'UNAVAILABLE') await expect(queue.depth()).resolves.toBe(0)
    else expect([again, await workOff(queue)]).toEqual([{ duplicate: false }, 'b'])
  },

  'each item goes to one of those who take': async ({ open }) => {
    await using mesh = await open('gateway')
    const definition = jobs()
    const queue = mesh.queue(definition)
    const ids = Array.from({ length: 40 }, (_, n) => `item-${n}`)
    const workers = Array.from({ length: 4 }, async () => {
      const got: string[] = []
      for (let i = 0; i < 10; i += 1) got.push(await workOff(mesh.queue(definition)))
      return got
    })

    await Promise.all(ids.map((id, n) => queue.publish(id, { n })))

    expect((await Promise.all(workers)).flat().sort()).toEqual(ids.sort())
    await expectDepth(queue, 0)
  },

  'an item given back comes again, counted': async ({ open }) => {
    await using mesh = await open('gateway')
    const queue = mesh.queue(jobs())
    await queue.publish('a', { n: 1 })
    {
      await using first = await queue.take(soon())
      expect(first.attempt).toBe(1)
    }

    await using second = await queue.take(soon())
    expect(second).toMatchObject({ id: 'a', attempt: 2 })
    await second.done()
  },

  'an item that is done without waiting for the answer is gone, and does not come again': async ({
    open,
    isCluster,
  }) => {
    await using mesh = await open('gateway')
    // Three servers have to agree on it.
    const leaseMs = isCluster ? 2_000 : 300
    const definition = jobs({ leaseMs })
    const queue = mesh.queue(definition)
    await Promise.all(['a', 'b'].map((id, n) => queue.publish(id, { n })))
    {
      await using worker = await open('executor')
      for (let taken = 0; taken < 2; taken += 1) {
        await using delivery = await worker.queue(definition).take(soon())
        await delivery.done({ unconfirmed: true })
        await delivery.done()
      }
      // The worker leaves right behind it.
    }
    await expectDepth(queue, 0)
    await expect(queue.take(AbortSignal.timeout(3 * leaseMs))).rejects.toMatchObject({ code: 'CANCELLED' })
  },

  'a held item renews its lease by itself': async ({ open, isCluster }) => {
    await using mesh = await open('gateway')
    // Three servers have to agree on a renewal.
    const leaseMs = isCluster ? 2_000 : 300
    const queue = mesh.queue(jobs({ leaseMs }))
    await queue.publish('a', { n: 1 })
    await using held = await queue.take(soon())

    const waited = queue.take(AbortSignal.timeout(3 * leaseMs))
    await expect(waited).rejects.toMatchObject({ code: 'CANCELLED' })

    await held.done()
    await expectDepth(queue, 0)
  },

  'who stops waiting just when an item comes does not lose it': async ({ open }) => {
    await using mesh = await open('gateway')
    await using worker = await open('executor')
    // In a cluster it may take a lapsed lease to find an item that nobody got.
    const definition = jobs({ leaseMs: 1_000 })
    const queue = mesh.queue(definition)
    const seen = new Set<string>()
    const keep = async (delivery: Delivery<unknown>) => {
      seen.add(delivery.id)
      await delivery.done()
    }
    for (let n = 0; n < 60; n += 1) {
      const stop = new AbortController()
      const taken = worker
        .queue(definition)
        .take(stop.signal)
        .then(keep, () => {})
      await worker.ping()
      const published = queue.publish(`item-${n}`, { n })
      // From well before the item reaches the worker to well after.
      for (let turn = 0; turn < n % 20; turn += 1) await nextTurn()
      stop.abort()
      await Promise.all([taken, published])
    }

    while (seen.size < 60) await keep(await worker.queue(definition).take(soon()))

    await expectDepth(queue, 0)
  },

  'an item that this version cannot read is handed over by its id': async ({ open }) => {
    await using mesh = await open('gateway')
    const definition = jobs()
    const newer = { ...definition, item: z.object({ m: z.string() }) }
    await mesh.queue(newer).publish('a', { m: 'new' })

    await using delivery = await mesh.queue(definition).take(soon())

    expect(delivery).toMatchObject({ id: 'a', item: undefined })
    await delivery.done()
    await expectDepth(mesh.queue(definition), 0)
  },
}
