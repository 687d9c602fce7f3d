import type { WorkQueue } from '@runhive/contracts/streams'
import { laneWeights } from '../lanes.ts'
import { laneConsumers } from '../permissions.ts'
import { awaitDurables } from './durable.ts'
import { createHands, type LaneSource } from './hands.ts'
import { once } from './jetstream.ts'
import { holdLease } from './lease.ts'
import type { Link } from './link.ts'
import { pullOne } from './pull.ts'
import type { Held } from './spares.ts'
import { ensureQueue, ensureWorkers } from './workers.ts'

export type Take = (signal: AbortSignal) => Promise<Held>

/** How this process takes from a queue. The same for all who ask, because its hands must know of each other. */
export type Taking = (queue: WorkQueue) => Take

export function createTaking(link: Link, service: string): Taking {
  const takes = new Map<string, Take>()
  return (queue) => {
    const { item: _, ...settings } = queue
    const name = JSON.stringify(settings)
    const take = takes.get(name) ?? createTake(link, service, queue)
    takes.set(name, take)
    return take
  }
}

function createTake(link: Link, service: string, queue: WorkQueue): Take {
  const ensure = once(link, async () => {
    if (!link.keeps(queue.name)) return awaitDurables(link, queue.name, laneConsumers(queue))
    await ensureQueue(link, queue)
    await ensureWorkers(link, queue)
  })
  const { name: stream, leaseMs } = queue
  const lanes = lanesOf(queue)
  const [first] = lanes
  if (first !== undefined && lanes.length === 1) {
    const durable = { link, service, stream, consumer: first.consumer, ensure }
    return async (signal) => {
      const message = await pullOne(durable, signal)
      return { message, lease: holdLease(link, message, leaseMs) }
    }
  }
  return createHands({ link, service, stream, leaseMs, lanes, ensure })
}

function lanesOf(queue: WorkQueue): LaneSource['lanes'] {
  const consumers = laneConsumers(queue)
  return Object.entries(laneWeights(queue)).map(([name, weight], at) => ({
    name,
    weight,
    consumer: consumers[at] ?? '',
  }))
}
