import { createInbox, type Msg } from '@nats-io/transport-node'
import { inboxPrefix } from '../permissions.ts'
import type { LaneSource } from './hands.ts'
import { deliveryInfo, NANOS_PER_MS } from './jetstream.ts'
import { GRACE_MS, nextSubject } from './pull.ts'

/**
 * Short, because the server keeps a request whose asker has gone until it expires or something new is asked. An item that comes
 * back from a worker just then, while no process waits at its lane, may be late by one more lease and be counted once more: a 2.9
 * server that finds nobody behind the request does not put the item back.
 */
const EXPIRES_MS = 5_000

/** One long request that stands with every lane until closed: made again when it was answered or has expired. */
export interface Standing {
  close(): void
}

export interface StandingEvents {
  /** Also after `close`, until the server has heard of it. */
  readonly onItem: (message: Msg, consumer: string) => void
  /** The requests may be lost. `refused`: the server says so, and would say it again at once. */
  readonly onLost: (why: 'silence' | 'refused') => void
}

export function openStanding(
  { link, service, stream, lanes }: LaneSource,
  { onItem, onLost }: StandingEvents,
): Standing {
  const inbox = createInbox(inboxPrefix(service))
  const overdue = new Map<string, NodeJS.Timeout>()
  let closed = false

  const ask = (consumer: string) => {
    clearTimeout(overdue.get(consumer))
    // The server says 408 when a request expires. One that says nothing has lost the consumer, or is another one.
    const timer = setTimeout(() => onLost('silence'), EXPIRES_MS + GRACE_MS)
    overdue.set(consumer, timer)
    const body = JSON.stringify({ batch: 1, expires: EXPIRES_MS * NANOS_PER_MS })
    link.publish(nextSubject(stream, consumer), body, { reply: `${inbox}.${consumer}` })
  }
  const subscription = link.subscribe(`${inbox}.*`, (message) => {
    const status = message.headers?.code
    // An item carries the subject under which it was stored, not the one it was sent to.
    const consumer = status ? message.subject.slice(inbox.length + 1) : deliveryInfo(message).consumer
    if (!status) onItem(message, consumer)
    if (closed) return
    if (!status || status === 408) ask(consumer)
    else onLost('refused')
  })
  const changes = link.onChange(() => onLost('silence'))
  for (const { consumer } of lanes) ask(consumer)
  return {
    close() {
      closed = true
      for (const timer of overdue.values()) clearTimeout(timer)
      changes[Symbol.dispose]()
      // Drained, not dropped: an item that arrives until the server has heard of it is somebody's.
      void subscription.drain().catch(() => {})
    },
  }
}
