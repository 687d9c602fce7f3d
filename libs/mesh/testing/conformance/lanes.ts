import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises'
import { workQueue } from '@runhive/contracts/streams'
import { expect } from 'vitest'
import * as z from 'zod'
import type { Delivery, Queue } from '../../src/mesh.ts'
import { eventually, type Guarantees, soon, unique } from './guarantee.ts'

const WEIGHTS = { urgent: 4, normal: 2, bulk: 1 }
type Lane = keyof typeof WEIGHTS
const LANES: ReadonlyArray<Lane> = ['urgent', 'normal', 'bulk']

export function laned(settings: { leaseMs?: number } = {}) {
  const name = unique('LANES')
  return workQueue({
    name,
    subject: `${name.toLowerCase()}.items`,
    item: z.object({ n: z.int() }),
    maxItems: 2_000,
    maxBytes: 1024 * 1024,
    leaseMs: 30_000,
    dedupeMs: 60_000,
    lanes: WEIGHTS,
    ...settings,
  })
}

type Item = { n: number }

/** What a worker does with an item. */
const work = () => delay(5)

/** A server may count a delivery whose request was just withdrawn; the servers of a cluster may do so more often. */
const mostAttempts = (isCluster = false) => (isCluster ? Number.POSITIVE_INFINITY : 2)

async function fill(queue: Queue<Item>, lane: Lane, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, n) => `${lane}-${n}`)
  for (const [n, id] of ids.entries()) await queue.publish(id, { n }, { lane })
  return ids
}

/** Takes and ends `count` items, one after the other. */
async function workOff(queue: Queue<Item>, count: number): Promise<string[]> {
  const ids: string[] = []
  while (ids.length < count) {
    await using delivery = await queue.take(soon())
    ids.push(delivery.id)
    await delivery.done()
  }
  return ids
}

const inLane = (ids: ReadonlyArray<string>, lane: Lane) => ids.filter((id) => id.startsWith(`${lane}-`))

export const lanes: Guarantees = {
  'one taker takes from full lanes exactly by their weights, first in first out in each': async ({
    open,
  }) => {
    await using gateway = await open('gateway')
    await using worker = await open('executor')
    const definition = laned()
    for (const lane of LANES) await fill(gateway.queue(definition), lane, 130)

    const taken = await workOff(worker.queue(definition), 210)

    // 30 rounds of 4 + 2 + 1, and in each of them every lane has its share.
    for (let round = 0; round < 30; round += 1) {
      const ids = taken.slice(round * 7, round * 7 + 7)
      expect(LANES.map((lane) => inLane(ids, lane).length)).toEqual([4, 2, 1])
    }
    for (const lane of LANES) {
      const ids = inLane(taken, lane)
      expect(ids).toEqual(ids.map((_, n) => `${lane}-${n}`))
    }
  },

  'several workers together follow the weights of full lanes': async ({ open }) => {
    await using gateway = await open('gateway')
    await using worker = await open('executor')
    const definition = laned()
    for (const lane of LANES) await fill(gateway.queue(definition), lane, 130)

    const workers = Array.from({ length: 4 }, () => workOff(worker.queue(definition), 50))
    const taken = (await Promise.all(workers)).flat()

    const shares = LANES.map((lane) => inLane(taken, lane).length)
    // 200 by 4 : 2 : 1, and no worker is further off than by what the others hold just then.
    for (const [at, ideal] of [114.3, 57.1, 28.6].entries()) {
      expect(Math.abs((shares[at] ?? 0) - ideal)).toBeLessThanOrEqual(8)
    }
  },

  'an item in an empty lane waits for no more than the share of a full one': async ({ open }) => {
    await using gateway = await open('gateway')
    await using worker = await open('executor')
    const definition = laned()
    const queue = gateway.queue(definition)
    await fill(queue, 'urgent', 300)
    const taking = worker.queue(definition)
    await workOff(taking, 50)

    await queue.publish('bulk-0', { n: 0 }, { lane: 'bulk' })
    // That the lane was empty is believed for a moment; a worker that works for some time notices at once.
    const before: string[] = []
    for (;;) {
      await using delivery = await taking.take(soon())
      await work()
      await delivery.done()
      if (delivery.id === 'bulk-0') break
      before.push(delivery.id)
    }

    expect(before.length).toBeLessThanOrEqual(14)
  },

  'a lane that was empty has saved up nothing': async ({ open }) => {
    await using gateway = await open('gateway')
    await using worker = await open('executor')
    const definition = laned()
    const queue = gateway.queue(definition)
    await fill(queue, 'bulk', 100)
    await workOff(worker.queue(definition), 60)
    for (const lane of ['urgent', 'normal'] as const) await fill(queue, lane, 60)
    // That they were empty is believed for a moment.
    for (let n = 0; n < 8; n += 1) await work()

    const taken = await workOff(worker.queue(definition), 42)

    const shares = LANES.map((lane) => inLane(taken, lane).length)
    for (const [at, ideal] of [24, 12, 6].entries()) {
      expect(Math.abs((shares[at] ?? 0) - ideal)).toBeLessThanOrEqual(2)
    }
  },

  'nothing is lost or comes twice with several takers and items in all lanes': async ({
    open,
    isCluster,
  }) => {
    await using gateway = await open('gateway')
    const definition = laned(isCluster ? { leaseMs: 4_000 } : {})
    const queue = gateway.queue(definition)
    await using takers = new AsyncDisposableStack()
    const seen: string[] = []
    const attempts = new Set<number>()
    const stop = new AbortController()
    const takeFrom = async (from: Queue<Item>) => {
      while (!stop.signal.aborted) {
        const delivery = await from.take(stop.signal).catch(() => undefined)
        if (delivery === undefined) return
        seen.push(delivery.id)
        attempts.add(delivery.attempt)
        await nextTurn()
        await delivery.done()
      }
    }
    const workers: Promise<void>[] = []
    for (let n = 0; n < 3; n += 1) {
      const mesh = takers.use(await open('executor'))
      for (let h = 0; h < 3; h += 1) workers.push(takeFrom(mesh.queue(definition)))
    }

    const published = await Promise.all(
      LANES.map(async (lane) => {
        const ids: string[] = []
        for (let n = 0; n < 80; n += 1) {
          await queue.publish(`${lane}-${n}`, { n }, { lane })
          ids.push(`${lane}-${n}`)
          if (n % 20 === 0) await work()
        }
        return ids
      }),
    )

    await eventually(() => expect(seen.length).toBe(240))
    await eventually(async () => expect(await queue.depth()).toBe(0))
    stop.abort()
    await Promise.all(workers)
    expect(seen.toSorted()).toEqual(published.flat().sort())
    expect(Math.max(...attempts)).toBeLessThanOrEqual(mostAttempts(isCluster))
  },

  'a waiting worker gets the next item of any lane': async ({ open }) => {
    await using gateway = await open('gateway')
    await using worker = await open('executor')
    const definition = laned()
    for (const lane of ['bulk', 'urgent', 'normal'] as const) {
      const waiting = worker.queue(definition).take(soon())
      await worker.ping()
      await gateway.queue(definition).publish(`${lane}-0`, { n: 0 }, { lane })

      await using delivery = await waiting
      expect(delivery).toMatchObject({ id: `${lane}-0`, attempt: 1 })
      await delivery.done()
    }
  },

  'items that come to a single waiting worker at once all come to its process': async ({
    open,
    isCluster,
  }) => {
    await using gateway = await open('gateway')
    await using worker = await open('executor')
    // Between servers an item may miss its waiter and come a lease later: other holders must have renewed by then.
    const [settings, rounds] = isCluster ? [{ leaseMs: 4_000 }, 10] : [{}, 30]
    const definition = laned(settings)
    const queue = gateway.queue(definition)
    const stop = new AbortController()
    for (let n = 0; n < rounds; n += 1) {
      const waiting = worker.queue(definition).take(stop.signal)
      await worker.ping()
      await Promise.all(LANES.map((lane) => queue.publish(`${lane}-${n}`, { n }, { lane })))
      const taken = [await waiting]
      while (taken.length < 3) taken.push(await worker.queue(definition).take(stop.signal))

      expect(taken.map(({ id }) => id).sort()).toEqual(LANES.map((lane) => `${lane}-${n}`).sort())
      expect(Math.max(...taken.map(({ attempt }) => attempt))).toBeLessThanOrEqual(mostAttempts(isCluster))
      for (const delivery of taken) await delivery.done()
    }
    stop.abort()
  },

  'who stops waiting just when items come to all lanes loses none': async ({ open }) => {
    await using gateway = await open('gateway')
    await using worker = await open('executor')
    // In a cluster it may take a lapsed lease to find an item that nobody got.
    const definition = laned({ leaseMs: 1_000 })
    const queue = gateway.queue(definition)
    const seen = new Set<string>()
    const keep = async (delivery: Delivery<unknown>) => {
      seen.add(delivery.id)
      await delivery.done()
    }
    for (let n = 0; n < 40; n += 1) {
      const stop = new AbortController()
      const taken = worker
        .queue(definition)
        .take(stop.signal)
        .then(keep, () => {})
      await worker.ping()
      const published = Promise.all(LANES.map((lane) => queue.publish(`${lane}-${n}`, { n }, { lane })))
      // From well before the items reach the worker to well after.
      for (let turn = 0; turn < n % 20; turn += 1) await nextTurn()
      stop.abort()
      await Promise.all([taken, published])
    }

    while (seen.size < 120) await keep(await worker.queue(definition).take(soon()))

    await eventually(async () => expect(await queue.depth()).toBe(0))
  },

  'a publisher that names no lane publishes to the first, and an unknown lane is refused': async ({
    open,
  }) => {
    await using mesh = await open('gateway')
    const queue = mesh.queue(laned())
    await queue.publish('plain', { n: 1 })

    await expect(queue.depths()).resolves.toEqual({ urgent: 1, normal: 0, bulk: 0 })
    await expect(queue.publish('lost', { n: 1 }, { lane: 'slow' })).rejects.toMatchObject({
      code: 'INTERNAL',
    })
    await expect(workOff(queue, 1)).resolves.toEqual(['plain'])
  },

  'an item that is published again is the same item in any lane': async ({ open }) => {
    await using mesh = await open('gateway')
    const queue = mesh.queue(laned())
    await queue.publish('a', { n: 1 }, { lane: 'bulk' })

    await expect(queue.publish('a', { n: 1 }, { lane: 'normal' })).resolves.toEqual({ duplicate: true })
    await expect(queue.depths()).resolves.toEqual({ urgent: 0, normal: 0, bulk: 1 })
  },

  'the depth of a lane counts what is in progress, and the depths add up': async ({ open }) => {
    await using mesh = await open('gateway')
    const queue = mesh.queue(laned())
    await fill(queue, 'normal', 3)
    await fill(queue, 'bulk', 2)
    await using held = await queue.take(soon())

    await expect(queue.depths()).resolves.toEqual({ urgent: 0, normal: 3, bulk: 2 })
    await expect(queue.depth()).resolves.toBe(5)
    await held.done()
    // Whose turn is first is random.
    const [from] = held.id.split('-')
    const left = { urgent: 0, normal: from === 'normal' ? 2 : 3, bulk: from === 'bulk' ? 1 : 2 }
    await eventually(async () => expect(await queue.depths()).toEqual(left))
  },
}
