import { randomUUID } from 'node:crypto'
import type { Msg } from '@nats-io/transport-node'
import { RpcError } from '@runhive/contracts/define'
import { deliveryInfo, ensureConsumer, NANOS_PER_MS } from './jetstream.ts'
import { isNoResponders, type Link } from './link.ts'

/** Reads a stream's messages for one reader, without keeping progress: a consumer that the server forgets by itself. */
export interface Reader extends Disposable {
  /**
   * Hands over up to `batch` messages in stream order. Resolves when they are through, or after `expiresMs` without
   * further ones (0: what is there now). Rejects with `UNAVAILABLE` when the consumer is lost: open another one.
   */
  pull(options: { batch: number; expiresMs: number }, onMessage: (message: Msg) => void): Promise<void>
}

const FORGOTTEN_AFTER_MS = 60_000
const GRACE_MS = 2_000

/** `from` is the first stream sequence to read; 1 is the oldest there is. */
export async function openReader(
  link: Link,
  source: { stream: string; filter: string; from: number },
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
    pull: (options, onMessage) => pull({ link, stream: source.stream, name }, options, onMessage),
    [Symbol.dispose]() {
      // Nobody waits for the answer; if this is lost, the server forgets the consumer later.
      if (link.isConnected()) link.publish(`$JS.API.CONSUMER.DELETE.${source.stream}.${name}`, '')
    },
  }
}

function pull(
  { link, stream, name }: { link: Link; stream: string; name: string },
  { batch, expiresMs }: { batch: number; expiresMs: number },
  onMessage: (message: Msg) => void,
): Promise<void> {
  const subject = `$JS.API.CONSUMER.MSG.NEXT.${stream}.${name}`
  return new Promise((resolve, reject) => {
    let received = 0
    const end = (settle: () => void) => {
      clearTimeout(timer)
      inbox[Symbol.dispose]()
      settle()
    }
    const lost = (cause?: unknown) =>
      end(() => reject(new RpcError('UNAVAILABLE', { message: 'the reader is lost', cause })))
    const timer = setTimeout(lost, expiresMs + GRACE_MS)
    const inbox = link.openInbox(
      (message) => {
        const status = message.headers?.code ?? 0
        // 404 and 408: nothing (more) within the time asked.
        if (status === 404 || status === 408) return end(resolve)
        if (status >= 300 || isNoResponders(message)) return lost()
        received += 1
        onMessage(message)
        const isLast = received === batch || (expiresMs === 0 && deliveryInfo(message).pending === 0)
        if (isLast) end(resolve)
      },
      subject,
      lost,
    )
    if (!link.isConnected()) return lost()
    const wait = expiresMs === 0 ? { no_wait: true } : { expires: expiresMs * NANOS_PER_MS }
    link.publish(subject, JSON.stringify({ batch, ...wait }), { reply: inbox.address })
  })
}
