import { RpcError } from '@runhive/contracts/define'
import type { WorkQueue } from '@runhive/contracts/streams'
import type * as z from 'zod'
import type { Queue } from '../../mesh.ts'
import type { Observer } from '../../telemetry/observe.ts'
import { codeOf } from '../../telemetry/spans.ts'
import { validTraceparent } from '../../telemetry/traceparent.ts'
import { decodeItem, encodeBody, TRACEPARENT, withTraceparent } from '../../wire/envelope.ts'
import { checkLane, laneSubject } from '../../wire/lanes.ts'
import type { Connection } from '../connection/connection.ts'
import { api, isFull, isTransient, type PubAck, store } from '../jetstream/api.ts'
import { deliveryInfo } from '../jetstream/delivery.ts'
import { type Ensure, once } from '../jetstream/once.ts'
import { ensureQueue } from './setup.ts'
import type { Takers } from './takers.ts'

const PUBLISH_TRY_MS = 2_000
/** Longer than a cluster usually takes to elect another leader for the queue. */
const PUBLISH_TIMEOUT_MS = 6_000
/** Not every server of a cluster may know of a stream that was created or changed a moment ago. */
const PUBLISH_PAUSE_MS = 50
/** A guess: a full queue empties at the pace of the executors, which is not known here. */
const FULL_RETRY_AFTER_MS = 1_000

export function natsQueue<T extends z.ZodType>(
  {
    connection,
    takers,
    observer,
  }: { connection: Connection; takers: Takers; observer: Observer | undefined },
  queue: WorkQueue<T>,
): Queue<z.output<T>> {
  // Others find that nothing listens on the subject until the stream's owner has created it, and try again.
  const ensure = once(connection, async () => {
    if (connection.ownsStream(queue.name)) await ensureQueue(connection, queue)
  })
  const streamInfo = async (request: object = {}) => {
    await ensure()
    return api<StreamInfo>(connection, `STREAM.INFO.${queue.name}`, request)
  }
  return {
    async publish(id, item, { lane: wanted, traceparent: parent } = {}) {
      const lane = checkLane(queue, wanted)
      const observed = observer?.publish(queue.name, lane, parent)
      const traceparent = observed?.traceparent ?? parent
      const publication = {
        id,
        subject: laneSubject(queue, lane),
        body: encodeBody(item),
        ensure,
        traceparent,
      }
      try {
        const { duplicate = false } = await connection.track(publish(connection, publication))
        observed?.end(duplicate ? 'DUPLICATE' : 'OK')
        return { duplicate }
      } catch (error) {
        observed?.end(codeOf(error))
        throw error
      }
    },
    async take(signal) {
      const { message, lease } = await takers(queue)(signal)
      const { delivered: attempt, storedAt } = deliveryInfo(message)
      const traceparent = validTraceparent(message.headers?.get(TRACEPARENT))
      observer?.take(queue.name, { attempt, storedAt, parent: traceparent })
      return {
        id: message.headers?.get('Nats-Msg-Id') ?? '',
        item: decodeItem(queue.item, message.string()),
        attempt,
        traceparent,
        done: ({ erase = false, unconfirmed = false } = {}) =>
          lease.done({ eraseFrom: erase ? queue.name : undefined, unconfirmed }),
        [Symbol.asyncDispose]: () => lease[Symbol.asyncDispose](),
      }
    },
    async depth() {
      return (await streamInfo()).state.messages
    },
    async bytes() {
      return (await streamInfo()).state.bytes
    },
    async oldest() {
      const { state } = await streamInfo()
      return state.messages === 0 ? undefined : new Date(state.first_ts)
    },
    async depths() {
      const { state } = await streamInfo({ subjects_filter: '>' })
      const depthOf = (lane: string) => state.subjects?.[laneSubject(queue, lane)] ?? 0
      return Object.fromEntries(Object.keys(queue.lanes ?? {}).map((lane) => [lane, depthOf(lane)]))
    },
    async copiesBehind() {
      const { cluster } = await streamInfo()
      return (cluster?.replicas ?? []).filter(({ current, offline }) => offline || !current).length
    },
  }
}

/** The part that is used here. Only a cluster reports `cluster`, which lists all replicas but the leader. */
interface StreamInfo {
  readonly state: {
    readonly messages: number
    readonly bytes: number
    readonly first_ts: string
    readonly subjects?: Readonly<Record<string, number>> | null
  }
  readonly cluster?: {
    readonly replicas?: ReadonlyArray<{ readonly current: boolean; readonly offline?: boolean }> | null
  }
}

interface Publication {
  readonly id: string
  readonly subject: string
  readonly body: string
  readonly ensure: Ensure
  readonly traceparent: string | undefined
}

/** Sending again is safe: the id makes it the same item. */
async function publish(connection: Connection, publication: Publication): Promise<PubAck> {
  const { id, subject, body, ensure, traceparent } = publication
  const headers = withTraceparent([['Nats-Msg-Id', id]], traceparent)
  const giveUpAt = performance.now() + PUBLISH_TIMEOUT_MS
  for (;;) {
    try {
      await ensure()
      return await store(connection, { subject, body, headers }, PUBLISH_TRY_MS)
    } catch (error) {
      if (isFull(error)) throw new RpcError('OVERLOADED', { data: { retryAfterMs: FULL_RETRY_AFTER_MS } })
      if (!isTransient(error))
        throw new RpcError('INTERNAL', { message: 'the item cannot be stored', cause: error })
      if (performance.now() >= giveUpAt || !connection.isConnected()) {
        throw new RpcError('UNAVAILABLE', { message: 'the queue cannot be reached', cause: error })
      }
      // Nothing listens on the subject: the server lost its storage, or an older gateway, which knows no lanes, has
      // just started.
      ensure.forget()
      await new Promise((resolve) => setTimeout(resolve, PUBLISH_PAUSE_MS))
    }
  }
}
