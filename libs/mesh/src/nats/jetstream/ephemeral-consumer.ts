import { randomUUID } from 'node:crypto'
import { createInbox, type Msg } from '@nats-io/transport-node'
import { RpcError } from '@runhive/contracts/define'
import { cancelled } from '../../abortable.ts'
import { inboxPrefix } from '../../wire/nats-names.ts'
import type { Connection } from '../connection/connection.ts'
import { NANOS_PER_MS } from './api.ts'
import { createConsumer, nextMessageSubject } from './consumer-api.ts'
import { deliveryInfo, statusOf } from './delivery.ts'
import { GRACE_MS } from './pull.ts'

/** Reads a stream's messages for one reader, without storing progress. The server removes it when it is not used. */
export interface EphemeralConsumer extends Disposable {
  /**
   * Passes on up to `batch` messages in stream order. Resolves when all have come, or after `expiresMs` without another
   * one (0: only what is stored now). Rejects with `UNAVAILABLE` when the consumer is lost: open another one; with
   * `CANCELLED` when `signal` aborts.
   */
  pull(options: PullOptions, onMessage: (message: Msg) => void): Promise<void>
}

interface PullOptions {
  readonly batch: number
  readonly expiresMs: number
  readonly signal: AbortSignal
}

const INACTIVE_MS = 60_000

/** `from` is the first stream sequence to read; 1 is the oldest there is. */
export async function openEphemeralConsumer(
  connection: Connection,
  source: { service: string; stream: string; filter: string; from: number },
): Promise<EphemeralConsumer> {
  const name = `reader_${randomUUID()}`
  await createConsumer(connection, source.stream, {
    name,
    filter_subject: source.filter,
    ack_policy: 'none',
    deliver_policy: 'by_start_sequence',
    opt_start_seq: source.from,
    inactive_threshold: INACTIVE_MS * NANOS_PER_MS,
    mem_storage: true,
    num_replicas: 1,
  })
  return {
    pull: (options, onMessage) => pull({ connection, ...source, name }, options, onMessage),
    [Symbol.dispose]() {
      // Without waiting for the answer: if this is lost, the server removes the consumer later.
      if (connection.isConnected()) connection.publish(`$JS.API.CONSUMER.DELETE.${source.stream}.${name}`, '')
    },
  }
}

/** Has its own subscription: messages carry the subject they were stored under, not the one they are delivered to. */
function pull(
  {
    connection,
    service,
    stream,
    name,
  }: { connection: Connection; service: string; stream: string; name: string },
  { batch, expiresMs, signal }: PullOptions,
  onMessage: (message: Msg) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let received = 0
    const end = (settle: () => void) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      changes[Symbol.dispose]()
      subscription.unsubscribe()
      settle()
    }
    const lost = () => end(() => reject(new RpcError('UNAVAILABLE', { message: 'the consumer is lost' })))
    const onAbort = () => end(() => reject(cancelled(signal)))
    const timer = setTimeout(lost, expiresMs + GRACE_MS)
    const changes = connection.onChange((change) => {
      if (change !== 'leaving') lost()
    })
    const inbox = createInbox(inboxPrefix(service))
    const subscription = connection.subscribe(inbox, (message) => {
      const status = statusOf(message) ?? 0
      // 404 and 408: nothing (more) within the time asked.
      if (status === 404 || status === 408) return end(resolve)
      if (status >= 300) return lost()
      received += 1
      onMessage(message)
      const isLast = received === batch || (expiresMs === 0 && deliveryInfo(message).pending === 0)
      if (isLast) end(resolve)
    })
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) return onAbort()
    if (!connection.isConnected()) return lost()
    const wait = expiresMs === 0 ? { no_wait: true } : { expires: expiresMs * NANOS_PER_MS }
    const body = JSON.stringify({ batch, ...wait })
    connection.publish(nextMessageSubject(stream, name), body, { reply: inbox })
  })
}
