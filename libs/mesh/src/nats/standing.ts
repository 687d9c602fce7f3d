import { createInbox, type Msg } from '@nats-io/transport-node'
import { inboxPrefix } from '../permissions.ts'
import type { LaneSource } from './hands.ts'
import { consumerInfoVerb, deliveryInfo, NANOS_PER_MS, statusOf } from './jetstream.ts'
import type { Link, ServerKind } from './link.ts'
import { GRACE_MS, nextSubject } from './pull.ts'

/**
 * Of the first requests. They are short because the server keeps a request whose asker has gone until it expires or
 * something new is asked, and hands that work for moments only leave such requests behind all the time.
 */
const FIRST_EXPIRES_MS = 5_000
/**
 * Of those after, at the longest, so that who waits for long costs next to nothing. If the server goes, our
 * connection tells us; if only the consumer does, or who leads it in a cluster, the server; but requests that the
 * next leader has not heard of are lost without a word until then. With an old server it is shorter than the lease of
 * an item: one that comes back from a worker that died with all its hands must not find requests of hands that are no
 * more.
 */
const LONGEST_EXPIRES_MS = { single: 60_000, cluster: 30_000, old: 10_000 }

/** One long request that stands with every lane until closed: made again when it was answered or has expired. */
export interface Standing {
  close(): void
}

export interface StandingEvents {
  /** Also after `close`, until the server has heard of it. */
  readonly onItem: (message: Msg, consumer: string) => void
  /** The requests may be lost. `refused`: the server says so, and would say it again at once. */
  readonly onLost: (why: 'away' | 'silence' | 'refused') => void
}

export function openStanding(
  { link, service, stream, lanes }: LaneSource,
  { onItem, onLost }: StandingEvents,
): Standing {
  const inbox = createInbox(inboxPrefix(service))
  const overdue = new Map<string, NodeJS.Timeout>()
  const isLong = new Set<string>()
  let hasWaited = false
  let closed = false

  const ask = (consumer: string) => {
    clearTimeout(overdue.get(consumer))
    const expiresMs = hasWaited ? drawLong(link.server) : FIRST_EXPIRES_MS
    if (hasWaited) isLong.add(consumer)
    // The server says 408 when a request expires. One that says nothing has lost the consumer, or is another one.
    const timer = setTimeout(() => onLost('silence'), expiresMs + GRACE_MS)
    overdue.set(consumer, timer)
    const body = JSON.stringify({ batch: 1, expires: expiresMs * NANOS_PER_MS })
    link.publish(nextSubject(stream, consumer), body, { reply: `${inbox}.${consumer}` })
  }
  const subscription = link.subscribe(`${inbox}.*`, (message) => {
    const status = statusOf(message)
    // An item carries the subject under which it was stored, not the one it was sent to.
    const consumer = status ? message.subject.slice(inbox.length + 1) : deliveryInfo(message).consumer
    isLong.delete(consumer)
    if (!status) onItem(message, consumer)
    if (closed) return
    if (status === 408) hasWaited = true
    // 409: somebody else leads the consumer, or it is gone.
    if (!status || status === 408) ask(consumer)
    else onLost('refused')
  })
  const changes = link.onChange(() => onLost('away'))
  for (const { consumer } of lanes) ask(consumer)
  return {
    close() {
      closed = true
      for (const timer of overdue.values()) clearTimeout(timer)
      changes[Symbol.dispose]()
      // Drained, not dropped: an item that arrives until the server has heard of it is somebody's.
      void subscription.drain().catch(() => {})
      for (const consumer of isLong) forgetRequests(link, stream, consumer)
    },
  }
}

/** Drawn, so that processes that began together do not ask together for ever. */
function drawLong(server: ServerKind): number {
  return Math.round(LONGEST_EXPIRES_MS[server] * (1 - Math.random() / 4))
}

/**
 * An old server that tells about a consumer looks first who of those that wait is still there; newer ones can do with
 * requests whose askers have gone. Nobody waits for what it tells.
 */
function forgetRequests(link: Link, stream: string, consumer: string): void {
  if (link.server !== 'old' || !link.isConnected()) return
  link.publish(`$JS.API.${consumerInfoVerb(stream, consumer)}`, '')
}
