import { createInbox, type Msg, type NatsConnection } from '@nats-io/transport-node'
import type { RpcError } from '@runhive/contracts/define'

/** One subscription for all replies to this connection: one per request would cost a message each way. */
export interface ReplyInboxes {
  open(pending: PendingReply): ReplyInbox
  /** Fails every pending reply that matches. */
  fail(error: RpcError, matches: (pending: PendingReply) => boolean): void
  /** Resolves as soon as no reply is pending. */
  idle(): Promise<void>
}

export interface PendingReply {
  /** Where the request went. */
  readonly subject: string
  readonly onMessage: (message: Msg) => void
  readonly fail: (error: RpcError) => void
}

/** An address for replies, until disposed. */
export interface ReplyInbox extends Disposable {
  readonly address: string
}

export function createReplyInboxes(nats: NatsConnection, prefix: string): ReplyInboxes {
  const base = `${createInbox(prefix)}.`
  const pending = new Map<string, PendingReply>()
  let sequence = 0
  let becameIdle = Promise.withResolvers<void>()
  const close = (token: string) => {
    if (!pending.delete(token) || pending.size > 0) return
    becameIdle.resolve()
    becameIdle = Promise.withResolvers()
  }
  nats.subscribe(`${base}*`, {
    callback: (_error, message) => pending.get(message.subject.slice(base.length))?.onMessage(message),
  })
  return {
    open(entry) {
      const token = (sequence++).toString(36)
      pending.set(token, entry)
      return { address: base + token, [Symbol.dispose]: () => close(token) }
    },
    fail(error, matches) {
      for (const entry of [...pending.values()]) if (matches(entry)) entry.fail(error)
    },
    idle: () => (pending.size === 0 ? Promise.resolve() : becameIdle.promise),
  }
}
