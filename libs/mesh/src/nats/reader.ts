import { randomUUID } from 'node:crypto'
import { createInbox, type Msg } from '@nats-io/transport-node'
import { RpcError } from '@runhive/contracts/define'
import { inboxPrefix } from '../permissions.ts'
import { cancelled } from './abortable.ts'
import { deliveryInfo, ensureConsumer, NANOS_PER_MS, statusOf } from './jetstream.ts'
import type { Link } from './link.ts'

/** Reads a stream's messages for one reader, without keeping progress: a consumer that the server forgets by itself. */
export interface Reader extends Disposable {
  /**
   * Hands over up to `batch` messages in stream order. Resolves when they are through, or after `expiresMs` without
   * further ones (0: what is there now). Rejects with `UNAVAILABLE` when the consumer is lost: open another one; with
   * `CANCELLED` when `signal` aborts.
   */
  pull(options: PullOptions, onMessage: (message: Msg) => void): Promise<void>
}

interface PullOptions {
  readonly batch: number
  readonly expiresMs: number
  readonly signal: AbortSignal
}

const FORGOTTEN_AFTER_MS = 60_000
const GRACE_MS = 2_000

/** `from` is the first stream sequence to read; 1 is the oldest there is. */
export async function openReader(
  link: Link,
  source: { service: string; stream: string; filter: string; from: number },
): Promise<Reader> {
  const name = `reader_${randomUUID()}`
  await ensureConsumer(link, source.stream, {
    name,
    filter_subject: source.filter,
    ack_policy: 'none',
    deliver_policy: 'by_start_sequence',
    opt_start_seq: source.from,
    inactive_threshold: FORGOTTEN_AFTER_MS * NANOS_PER_MS,
    mem_storage: true,
    num_replicas: 1,
  })
  return {
    pull: (options, onMessage) => pull({ link, ...source, name }, options, onMessage),
    [Symbol.dispose]() {
      // Nobody waits for the answer; if this is lost, the server forgets the consumer later.
      if (link.isConnected()) link.publish(`$JS.API.CONSUMER.DELETE.${source.stream}.${name}`, '')
    },
  }
}

/**
 * Has a subscription of its own: delivered messages carry the subject they were stored under, not the one they go to.
 */
function pull(
  { link, service, stream, name }: { link: Link; service: string; stream: string; name: string },
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
    const lost = () => end(() => reject(new RpcError('UNAVAILABLE', { message: 'the reader is lost' })))
    const onAbort = () => end(() => reject(cancelled(signal)))
    const timer = setTimeout(lost, expiresMs + GRACE_MS)
    const changes = link.onChange((change) => {
      if (change !== 'leaving') lost()
    })
    const inbox = createInbox(inboxPrefix(service))
    const subscription = link.subscribe(inbox, (message) => {
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
    if (!link.isConnected()) return lost()
    const wait = expiresMs === 0 ? { no_wait: true } : { expires: expiresMs * NANOS_PER_MS }
    const body = JSON.stringify({ batch, ...wait })
    link.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${name}`, body, { reply: inbox })
  })
}
