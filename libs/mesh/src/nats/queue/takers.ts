import type { WorkQueue } from '@runhive/contracts/streams'
import { laneConsumers } from '../../wire/nats-names.ts'
import type { Connection } from '../connection/connection.ts'
import { waitForConsumers } from '../jetstream/ensure-consumer.ts'
import { holdLease, type LeasedMessage } from '../jetstream/lease.ts'
import { once } from '../jetstream/once.ts'
import { pullOne } from '../jetstream/pull.ts'
import { createLaneConsumer } from './lane-consumer.ts'
import { lanesOf } from './lanes.ts'
import { ensureLaneConsumers, ensureQueue } from './setup.ts'

export type Take = (signal: AbortSignal) => Promise<LeasedMessage>

/** How this process takes from a queue: one `Take` per queue, because its workers share long polls. */
export type Takers = (queue: WorkQueue) => Take

export function createTakers(connection: Connection, service: string): Takers {
  const takes = new Map<string, Take>()
  return (queue) => {
    const { item: _, ...settings } = queue
    const key = JSON.stringify(settings)
    const take = takes.get(key) ?? createTake(connection, service, queue)
    takes.set(key, take)
    return take
  }
}

function createTake(connection: Connection, service: string, queue: WorkQueue): Take {
  const ensure = once(connection, async () => {
    if (!connection.ownsStream(queue.name)) {
      return waitForConsumers(connection, queue.name, laneConsumers(queue))
    }
    await ensureQueue(connection, queue)
    await ensureLaneConsumers(connection, queue)
  })
  const { name: stream, leaseMs } = queue
  const lanes = lanesOf(queue)
  const [first] = lanes
  if (first !== undefined && lanes.length === 1) {
    const consumer = { connection, service, stream, consumer: first.consumer, ensure }
    return async (signal) => {
      const message = await pullOne(consumer, signal)
      return { message, lease: holdLease(connection, message, leaseMs) }
    }
  }
  return createLaneConsumer({ connection, service, stream, leaseMs, lanes, ensure })
}
