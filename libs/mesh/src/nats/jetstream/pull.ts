import { createInbox, type Msg } from '@nats-io/transport-node'
import { RpcError } from '@runhive/contracts/define'
import { abortable, cancelled } from '../../abortable.ts'
import { inboxPrefix } from '../../wire/nats-names.ts'
import type { Connection } from '../connection/connection.ts'
import { isTransient, NANOS_PER_MS } from './api.ts'
import { createBackoff } from './backoff.ts'
import { nextMessageSubject } from './consumer-api.ts'
import { nak, statusOf } from './delivery.ts'
import type { Ensure } from './once.ts'

/**
 * A request is sent again after this time even if nothing came, milliseconds, in case the server has forgotten it: in a
 * cluster the consumer's leader may die, and the next leader knows of no requests. A single server forgets none while
 * it is connected, and a long wait costs next to nothing.
 */
const PULL_EXPIRES_MS = { single: 60_000, cluster: 10_000 }
/** How late the server's answer to a request may be. */
export const GRACE_MS = 2_000

/** A durable consumer of a stream, from which several processes pull. */
export interface DurableConsumer {
  readonly connection: Connection
  /** The connection's service: replies arrive under its inbox prefix. */
  readonly service: string
  readonly stream: string
  readonly consumer: string
  /** Makes sure that stream and consumer exist. */
  readonly ensure: Ensure
}

/**
 * Waits for one message, through any outage of the server. Rejects with `CANCELLED` when `signal` aborts,
 * `UNAVAILABLE` when the mesh is being closed.
 */
export async function pullOne(durable: DurableConsumer, signal: AbortSignal): Promise<Msg> {
  const backOff = createBackoff()
  for (;;) {
    if (signal.aborted) throw cancelled(signal)
    if (durable.connection.isLeaving()) throw new RpcError('UNAVAILABLE', { message: 'the mesh is closed' })
    const result = (await isReady(durable, signal)) ? await pullOnce(durable, signal) : 'refused'
    if (typeof result !== 'string') return result
    if (result === 'refused') await backOff(signal)
  }
}

/**
 * Whether a request can be sent now. Rejects when waiting will not change that, and with `CANCELLED` when the signal
 * aborts.
 */
export async function isReady(
  { connection, ensure }: Pick<DurableConsumer, 'connection' | 'ensure'>,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await connection.whenConnected({ signal })
    await abortable(ensure(), signal)
    return true
  } catch (error) {
    if (!isTransient(error) || connection.nats.isClosed()) throw error
    return false
  }
}

/**
 * One pull request for one message, or why there is none: `refused` means that it would be refused again at once. It
 * has a subscription of its own instead of the shared inbox: when that ends, the server knows that nobody waits here
 * and keeps the message for another client.
 */
function pullOnce(durable: DurableConsumer, signal: AbortSignal): Promise<Msg | 'expired' | 'refused'> {
  const { connection, stream, consumer } = durable
  return new Promise((resolve, reject) => {
    let over = false
    const end = (settle: () => void) => {
      if (over) return
      over = true
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      changes[Symbol.dispose]()
      settle()
    }
    // Drained, because a message that arrives until the server has heard of it must be given back.
    const endEarly = (settle: () => void) => {
      if (!over) void subscription.drain().catch(() => {})
      end(settle)
    }
    const retry = () => endEarly(() => resolve('expired'))
    const onTimeout = () => {
      // The server says 408 when a request expires. One that says nothing has lost the consumer, or is another server.
      durable.ensure.forget()
      retry()
    }
    const inbox = createInbox(inboxPrefix(durable.service))
    const subscription = connection.subscribe(inbox, (message) => {
      if (over) return nak(connection, message, 0)
      subscription.unsubscribe()
      const status = statusOf(message)
      // 408: the request expired, as agreed. Anything else: the consumer may be gone and must be created again.
      if (status && status !== 408) durable.ensure.forget()
      end(() => resolve(status ? (status === 408 ? 'expired' : 'refused') : message))
    })
    const onAbort = () => endEarly(() => reject(cancelled(signal)))
    const expiresMs = connection.isClustered() ? PULL_EXPIRES_MS.cluster : PULL_EXPIRES_MS.single
    const timer = setTimeout(onTimeout, expiresMs + GRACE_MS)
    const changes = connection.onChange(retry)
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) return onAbort()
    if (connection.isLeaving()) return retry()
    const body = JSON.stringify({ batch: 1, expires: expiresMs * NANOS_PER_MS })
    connection.publish(nextMessageSubject(stream, consumer), body, { reply: inbox })
  })
}
