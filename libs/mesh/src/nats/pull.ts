import { createInbox, type Msg } from '@nats-io/transport-node'
import { RpcError } from '@runhive/contracts/define'
import { inboxPrefix } from '../permissions.ts'
import { abortable, cancelled } from './abortable.ts'
import { isTransient, NANOS_PER_MS, statusOf } from './jetstream.ts'
import type { Link } from './link.ts'
import { createPatience } from './patience.ts'

/**
 * Asks again after this time even if nothing came, in case the server has forgotten that we wait: in a cluster
 * whoever leads the consumer may die, and the next one knows of no requests.
 */
export const PULL_EXPIRES_MS = 10_000
export const GRACE_MS = 2_000

/** A durable consumer of a stream, from which several processes pull. */
export interface Durable {
  readonly link: Link
  /** The connection's service: replies arrive under its inbox prefix. */
  readonly service: string
  readonly stream: string
  readonly consumer: string
  /** Makes sure that stream and consumer are there. */
  readonly ensure: { (): Promise<void>; forget(): void }
}

/**
 * Waits for one message, whatever happens to the server meanwhile. Rejects with `CANCELLED` when `signal` aborts,
 * `UNAVAILABLE` when the mesh is being closed.
 */
export async function pullOne(durable: Durable, signal: AbortSignal): Promise<Msg> {
  const pause = createPatience()
  for (;;) {
    if (signal.aborted) throw cancelled(signal)
    if (durable.link.isLeaving()) throw new RpcError('UNAVAILABLE', { message: 'the mesh is closed' })
    const heard = (await isReady(durable, signal)) ? await pullOnce(durable, signal) : 'refused'
    if (typeof heard !== 'string') return heard
    if (heard === 'refused') await pause(signal)
  }
}

/**
 * Whether a request can be made now. Rejects when that will not change by waiting, and with `CANCELLED` when the signal
 * aborts.
 */
export async function isReady(
  { link, ensure }: Pick<Durable, 'link' | 'ensure'>,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await link.whenConnected({ signal })
    await abortable(ensure(), signal)
    return true
  } catch (error) {
    if (!isTransient(error) || link.connection.isClosed()) throw error
    return false
  }
}

/**
 * One pull request of one message, and how it ended if without any: `refused` if it would be again at once. It has a
 * subscription of its own and not the shared inbox: when that ends, the server knows that nobody waits and keeps the
 * item for somebody else.
 */
function pullOnce(durable: Durable, signal: AbortSignal): Promise<Msg | 'nothing' | 'refused'> {
  const { link, stream, consumer } = durable
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
    // Drained, not dropped: what arrives until the server has heard of it must be given back.
    const endEarly = (settle: () => void) => {
      if (!over) void subscription.drain().catch(() => {})
      end(settle)
    }
    const askAgain = () => endEarly(() => resolve('nothing'))
    const onSilence = () => {
      // The server says 408 when a request expires. One that says nothing has lost the consumer, or is another one.
      durable.ensure.forget()
      askAgain()
    }
    const inbox = createInbox(inboxPrefix(durable.service))
    const subscription = link.subscribe(inbox, (message) => {
      if (over) return giveBack(link, message, 0)
      subscription.unsubscribe()
      const status = statusOf(message)
      // 408: the request expired, as agreed. Anything else: the consumer may be gone, and must be made again.
      if (status && status !== 408) durable.ensure.forget()
      end(() => resolve(status ? (status === 408 ? 'nothing' : 'refused') : message))
    })
    const onAbort = () => endEarly(() => reject(cancelled(signal)))
    const timer = setTimeout(onSilence, PULL_EXPIRES_MS + GRACE_MS)
    const changes = link.onChange(askAgain)
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) return onAbort()
    if (link.isLeaving()) return askAgain()
    const body = JSON.stringify({ batch: 1, expires: PULL_EXPIRES_MS * NANOS_PER_MS })
    link.publish(nextSubject(stream, consumer), body, { reply: inbox })
  })
}

/** Where a durable consumer is asked for a message. */
export function nextSubject(stream: string, consumer: string): string {
  return `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`
}

export function giveBack(link: Link, message: Msg, delayMs: number): void {
  // Statuses have no reply address.
  if (!message.reply || link.connection.isClosed()) return
  link.publish(message.reply, `-NAK ${JSON.stringify({ delay: delayMs * NANOS_PER_MS })}`)
}
