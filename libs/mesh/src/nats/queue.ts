import { RpcError } from '@runhive/contracts/define'
import type { WorkQueue } from '@runhive/contracts/streams'
import type * as z from 'zod'
import { decodeItem, encodeBody, TRACEPARENT, withTraceparent } from '../envelope.ts'
import { checkLane, laneSubject } from '../lanes.ts'
import type { Queue } from '../mesh.ts'
import type { Observer } from '../observe.ts'
import { codeOf } from '../spans.ts'
import { validTraceparent } from '../trace.ts'
import { api, deliveryInfo, isFull, isTransient, once, type PubAck, store } from './jetstream.ts'
import type { Link } from './link.ts'
import type { Taking } from './taking.ts'
import { ensureQueue } from './workers.ts'

const PUBLISH_TRY_MS = 2_000
/** Longer than a cluster usually takes to choose another leader for the queue. */
const PUBLISH_PATIENCE_MS = 6_000
/** A stream that was made or changed a moment ago may not be known to every server of a cluster yet. */
const PUBLISH_PAUSE_MS = 50
/** A guess: a queue that is full empties at the pace of the executors, which is not known here. */
const FULL_RETRY_AFTER_MS = 1_000

export function natsQueue<T extends z.ZodType>(
  { link, taking, observer }: { link: Link; taking: Taking; observer: Observer | undefined },
  queue: WorkQueue<T>,
): Queue<z.output<T>> {
  // Who may not make it finds that nobody listens until a keeper has, and asks again.
  const ensure = once(link, async () => {
    if (link.keeps(queue.name)) await ensureQueue(link, queue)
  })
  const inform = async (asked: object = {}) => {
    await ensure()
    return api<StreamInfo>(link, `STREAM.INFO.${queue.name}`, asked)
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
        const { duplicate = false } = await link.track(publish(link, publication))
        observed?.end(duplicate ? 'DUPLICATE' : 'OK')
        return { duplicate }
      } catch (error) {
        observed?.end(codeOf(error))
        throw error
      }
    },
    async take(signal) {
      const { message, lease } = await taking(queue)(signal)
      const { delivered: attempt, storedAt } = deliveryInfo(message)
      const traceparent = validTraceparent(message.headers?.get(TRACEPARENT))
      observer?.take(queue.name, { attempt, storedAt, parent: traceparent })
      return {
        id: message.headers?.get('Nats-Msg-Id') ?? '',
        item: decodeItem(queue.item, message.string()),
        attempt,
        traceparent,
        done: ({ erase = false } = {}) => lease.done(erase ? queue.name : undefined),
        [Symbol.asyncDispose]: () => lease[Symbol.asyncDispose](),
      }
    },
    async depth() {
      return (await inform()).state.messages
    },
    async bytes() {
      return (await inform()).state.bytes
    },
    async oldest() {
      const { state } = await inform()
      return state.messages === 0 ? undefined : new Date(state.first_ts)
    },
    async depths() {
      const { state } = await inform({ subjects_filter: '>' })
      const depthOf = (lane: string) => state.subjects?.[laneSubject(queue, lane)] ?? 0
      return Object.fromEntries(Object.keys(queue.lanes ?? {}).map((lane) => [lane, depthOf(lane)]))
    },
    async copiesBehind() {
      const { cluster } = await inform()
      return (cluster?.replicas ?? []).filter(({ current, offline }) => offline || !current).length
    },
  }
}

/**
 * What is read of what the server says about a stream. Only a cluster has `cluster`, and it names all copies but the
 * leader's.
 */
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
  readonly ensure: { (): Promise<void>; forget(): void }
  readonly traceparent: string | undefined
}

/** Sending again is safe: the id makes it the same item. */
async function publish(link: Link, publication: Publication): Promise<PubAck> {
  const { id, subject, body, ensure, traceparent } = publication
  const headers = withTraceparent([['Nats-Msg-Id', id]], traceparent)
  const giveUpAt = performance.now() + PUBLISH_PATIENCE_MS
  for (;;) {
    try {
      await ensure()
      return await store(link, { subject, body, headers }, PUBLISH_TRY_MS)
    } catch (error) {
      if (isFull(error)) throw new RpcError('OVERLOADED', { data: { retryAfterMs: FULL_RETRY_AFTER_MS } })
      if (!isTransient(error))
        throw new RpcError('INTERNAL', { message: 'the item cannot be stored', cause: error })
      if (performance.now() >= giveUpAt || !link.isConnected()) {
        throw new RpcError('UNAVAILABLE', { message: 'the queue cannot be reached', cause: error })
      }
      // Nobody listens on the subject: a server that lost its storage, or an older gateway that knows of no lanes has
      // just come.
      ensure.forget()
      await new Promise((resolve) => setTimeout(resolve, PUBLISH_PAUSE_MS))
    }
  }
}
