import { RpcError } from '@runhive/contracts/define'
import type { WorkQueue } from '@runhive/contracts/streams'
import type * as z from 'zod'
import { decodeItem, encodeBody } from '../envelope.ts'
import { checkLane, laneSubject } from '../lanes.ts'
import type { Queue } from '../mesh.ts'
import { api, deliveryInfo, isFull, isTransient, once, type PubAck, store } from './jetstream.ts'
import type { Link } from './link.ts'
import type { Taking } from './taking.ts'
import { ensureQueue } from './workers.ts'

const PUBLISH_TRY_MS = 2_000
const PUBLISH_TRIES = 3
/** A guess: a queue that is full empties at the pace of the executors, which is not known here. */
const FULL_RETRY_AFTER_MS = 1_000

export function natsQueue<T extends z.ZodType>(
  { link, taking }: { link: Link; taking: Taking },
  queue: WorkQueue<T>,
): Queue<z.output<T>> {
  const ensure = once(link, () => ensureQueue(link, queue))
  return {
    async publish(id, item, { lane } = {}) {
      const subject = laneSubject(queue, checkLane(queue, lane))
      const ack = await link.track(publish(link, { id, subject, body: encodeBody(item), ensure }))
      return { duplicate: ack.duplicate ?? false }
    },
    async take(signal) {
      const { message, lease } = await taking(queue)(signal)
      return {
        id: message.headers?.get('Nats-Msg-Id') ?? '',
        item: decodeItem(queue.item, message.string()),
        attempt: deliveryInfo(message).delivered,
        done: () => lease.done(),
        [Symbol.asyncDispose]: () => lease[Symbol.asyncDispose](),
      }
    },
    async depth() {
      await ensure()
      const info = await api<{ state: { messages: number } }>(link, `STREAM.INFO.${queue.name}`)
      return info.state.messages
    },
    async oldest() {
      await ensure()
      const { state } = await api<{ state: { messages: number; first_ts: string } }>(
        link,
        `STREAM.INFO.${queue.name}`,
      )
      return state.messages === 0 ? undefined : new Date(state.first_ts)
    },
    async depths() {
      await ensure()
      const { state } = await api<{ state: { subjects?: Readonly<Record<string, number>> | null } }>(
        link,
        `STREAM.INFO.${queue.name}`,
        { subjects_filter: '>' },
      )
      const depthOf = (lane: string) => state.subjects?.[laneSubject(queue, lane)] ?? 0
      return Object.fromEntries(Object.keys(queue.lanes ?? {}).map((lane) => [lane, depthOf(lane)]))
    },
  }
}

interface Publication {
  readonly id: string
  readonly subject: string
  readonly body: string
  readonly ensure: { (): Promise<void>; forget(): void }
}

/** Sending again is safe: the id makes it the same item. */
async function publish(link: Link, { id, subject, body, ensure }: Publication): Promise<PubAck> {
  const headers = [['Nats-Msg-Id', id]] as const
  for (let left = PUBLISH_TRIES; ; left -= 1) {
    try {
      await ensure()
      return await store(link, { subject, body, headers }, PUBLISH_TRY_MS)
    } catch (error) {
      if (isFull(error)) throw new RpcError('OVERLOADED', { data: { retryAfterMs: FULL_RETRY_AFTER_MS } })
      if (!isTransient(error))
        throw new RpcError('INTERNAL', { message: 'the item cannot be stored', cause: error })
      if (left <= 1 || !link.isConnected()) {
        throw new RpcError('UNAVAILABLE', { message: 'the queue cannot be reached', cause: error })
      }
      // Nobody listens on the subject: a server that lost its storage, or an older gateway that knows of no lanes has just come.
      ensure.forget()
    }
  }
}
