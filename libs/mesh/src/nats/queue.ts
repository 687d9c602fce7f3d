import { RpcError } from '@runhive/contracts/define'
import type { WorkQueue } from '@runhive/contracts/streams'
import type * as z from 'zod'
import { decodeItem, encodeBody } from '../envelope.ts'
import { checkLane, laneSubject, laneSubjects } from '../lanes.ts'
import type { Delivery, Queue } from '../mesh.ts'
import { laneConsumers } from '../permissions.ts'
import {
  api,
  deliveryInfo,
  ensureDurable,
  ensureStream,
  isFull,
  isTransient,
  NANOS_PER_MS,
  once,
  type PubAck,
  store,
} from './jetstream.ts'
import { holdLease } from './lease.ts'
import type { Link } from './link.ts'
import { type Durable, pullOne } from './pull.ts'

/** Pull requests that may wait at once, over all executors. The server's default is 512. */
const MAX_WAITING = 8_192
const MAX_IN_PROGRESS = 100_000
const PUBLISH_TRY_MS = 2_000
const PUBLISH_TRIES = 3
/** A guess: a queue that is full empties at the pace of the executors, which is not known here. */
const FULL_RETRY_AFTER_MS = 1_000

export function natsQueue<T extends z.ZodType>(
  link: Link,
  service: string,
  queue: WorkQueue<T>,
): Queue<z.output<T>> {
  const stream = once(link, () => ensureStream(link, streamConfig(queue)))
  const worker = once(link, async () => {
    await stream()
    await ensureDurable(link, queue.name, workerConfig(queue, 'workers'))
  })
  const forget = () => {
    worker.forget()
    stream.forget()
  }
  const ensure = Object.assign(() => worker(), { forget })
  const [consumer = ''] = laneConsumers(queue)
  const durable: Durable = { link, service, stream: queue.name, consumer, ensure }
  return {
    async publish(id, item, { lane } = {}) {
      const subject = laneSubject(queue, checkLane(queue, lane))
      const ensure = Object.assign(() => stream(), { forget })
      const ack = await link.track(publish(link, { id, subject, body: encodeBody(item), ensure }))
      return { duplicate: ack.duplicate ?? false }
    },
    take: (signal) => take(durable, queue, signal),
    async depth() {
      await stream()
      const info = await api<{ state: { messages: number } }>(link, `STREAM.INFO.${queue.name}`)
      return info.state.messages
    },
    async depths() {
      await stream()
      const { state } = await api<{ state: { subjects?: Record<string, number> | null } }>(
        link,
        `STREAM.INFO.${queue.name}`,
        { subjects_filter: '>' },
      )
      const lanes = Object.keys(queue.lanes ?? {})
      return Object.fromEntries(lanes.map((lane) => [lane, state.subjects?.[laneSubject(queue, lane)] ?? 0]))
    },
  }
}

/** Sending again is safe: the id makes it the same item. */
async function publish(
  link: Link,
  item: { id: string; subject: string; body: string; ensure: Durable['ensure'] },
): Promise<PubAck> {
  const headers = [['Nats-Msg-Id', item.id]] as const
  for (let left = PUBLISH_TRIES; ; left -= 1) {
    try {
      await item.ensure()
      return await store(link, { subject: item.subject, body: item.body, headers }, PUBLISH_TRY_MS)
    } catch (error) {
      if (isFull(error)) throw new RpcError('OVERLOADED', { data: { retryAfterMs: FULL_RETRY_AFTER_MS } })
      if (!isTransient(error))
        throw new RpcError('INTERNAL', { message: 'the item cannot be stored', cause: error })
      if (left <= 1 || !link.isConnected()) {
        throw new RpcError('UNAVAILABLE', { message: 'the queue cannot be reached', cause: error })
      }
      // Nobody listens on the subject: perhaps a server that lost its storage.
      item.ensure.forget()
    }
  }
}

async function take<T extends z.ZodType>(
  durable: Durable,
  queue: WorkQueue<T>,
  signal: AbortSignal,
): Promise<Delivery<z.output<T>>> {
  const message = await pullOne(durable, signal)
  const lease = holdLease(durable.link, message, queue.leaseMs)
  return {
    id: message.headers?.get('Nats-Msg-Id') ?? '',
    item: decodeItem(queue.item, message.string()),
    attempt: deliveryInfo(message).delivered,
    done: () => lease.done(),
    [Symbol.asyncDispose]: () => lease[Symbol.asyncDispose](),
  }
}

function streamConfig(queue: WorkQueue) {
  return {
    name: queue.name,
    subjects: laneSubjects(queue),
    retention: 'workqueue',
    storage: 'file',
    discard: 'new',
    max_msgs: queue.maxItems,
    duplicate_window: queue.dedupeMs * NANOS_PER_MS,
    num_replicas: 1,
  }
}

function workerConfig(queue: WorkQueue, consumer: string) {
  return {
    durable_name: consumer,
    ack_policy: 'explicit',
    deliver_policy: 'all',
    ack_wait: queue.leaseMs * NANOS_PER_MS,
    max_deliver: -1,
    max_ack_pending: MAX_IN_PROGRESS,
    max_waiting: MAX_WAITING,
  } as const
}
