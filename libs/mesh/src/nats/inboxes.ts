import { createInbox, type Msg, type NatsConnection } from '@nats-io/transport-node'
import type { RpcError } from '@runhive/contracts/define'

/** One subscription for all replies to this connection: one per request would cost a message each way. */
export interface Inboxes {
  open(waiting: Waiting): Inbox
  /** Tells those who wait that nothing will come. */
  fail(error: RpcError, about: (waiting: Waiting) => boolean): void
  /** Resolves as soon as nobody waits. */
  idle(): Promise<void>
}

export interface Waiting {
  /** Where the request went. */
  readonly subject: string
  readonly onMessage: (message: Msg) => void
  readonly fail: (error: RpcError) => void
}

/** An address for replies, until disposed. */
export interface Inbox extends Disposable {
  readonly address: string
}

export function createInboxes(connection: NatsConnection, prefix: string): Inboxes {
  const base = `${createInbox(prefix)}.`
  const waiting = new Map<string, Waiting>()
  let sequence = 0
  let becameIdle = Promise.withResolvers<void>()
  const close = (token: string) => {
    if (!waiting.delete(token) || waiting.size > 0) return
    becameIdle.resolve()
    becameIdle = Promise.withResolvers()
  }
  connection.subscribe(`${base}*`, {
    callback: (_error, message) => waiting.get(message.subject.slice(base.length))?.onMessage(message),
  })
  return {
    open(entry) {
      const token = (sequence++).toString(36)
      waiting.set(token, entry)
      return { address: base + token, [Symbol.dispose]: () => close(token) }
    },
    fail(error, about) {
      for (const entry of [...waiting.values()]) if (about(entry)) entry.fail(error)
    },
    idle: () => (waiting.size === 0 ? Promise.resolve() : becameIdle.promise),
  }
}
