import { createInbox, type Msg } from '@nats-io/transport-node'
import type { RpcError } from '@runhive/contracts/define'
import { cancelled } from '../../abortable.ts'
import { inboxPrefix } from '../../wire/nats-names.ts'
import { NANOS_PER_MS } from '../jetstream/api.ts'
import { nextMessageSubject } from '../jetstream/consumer-api.ts'
import { deliveryInfo, statusOf } from '../jetstream/delivery.ts'
import { longExpiry } from '../jetstream/expiry.ts'
import { GRACE_MS } from '../jetstream/pull.ts'
import type { LaneSource, PollResult } from './lanes.ts'

/** Where the workers of this process wait together while all lanes are empty. */
export interface LongPoll {
  /** Resolves with the next item for this worker. Rejects with `CANCELLED` when `signal` aborts. */
  wait(signal: AbortSignal): Promise<PollResult>
  hasWaiters(): boolean
  /** Hands an item to the worker that has waited longest; false when none waits. */
  give(message: Msg): boolean
}

interface LongPollEvents {
  /** An item came from this consumer. */
  readonly onItem: (consumer: string) => void
  /** An item came after the last waiting worker, whose signal this is, had got its own. */
  readonly onExtraItem: (message: Msg, signal: AbortSignal) => void
}

type Settle = (result: PollResult | RpcError) => void

export function createLongPoll(source: LaneSource, { onItem, onExtraItem }: LongPollEvents): LongPoll {
  const waiters = new Set<Settle>()
  let requests: Disposable | undefined
  let lastSignal = AbortSignal.abort()

  const give = (message: Msg) => {
    const [settle] = waiters
    settle?.(message)
    return settle !== undefined
  }
  const open = () =>
    openRequests(source, {
      onItem(message, consumer) {
        onItem(consumer)
        if (!give(message)) onExtraItem(message, lastSignal)
      },
      onLost(why) {
        for (const settle of [...waiters]) settle(why)
      },
    })
  const leave = (settle: Settle, signal: AbortSignal) => {
    lastSignal = signal
    waiters.delete(settle)
    if (waiters.size > 0) return
    requests?.[Symbol.dispose]()
    requests = undefined
  }

  return {
    give,
    hasWaiters: () => waiters.size > 0,
    wait: (signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(cancelled(signal))
        if (source.connection.isLeaving() || !source.connection.isConnected()) return resolve('disconnected')
        const settle: Settle = (result) => {
          signal.removeEventListener('abort', onAbort)
          leave(settle, signal)
          if (result instanceof Error) reject(result)
          else resolve(result)
        }
        const onAbort = () => settle(cancelled(signal))
        signal.addEventListener('abort', onAbort, { once: true })
        waiters.add(settle)
        requests ??= open()
      }),
  }
}

/**
 * Of the first requests. They are short because the server keeps an abandoned request until it expires or the next
 * message comes, and workers that wait only for moments abandon requests all the time.
 */
const FIRST_EXPIRES_MS = 5_000

interface RequestEvents {
  /** Also called after disposal, until the server has heard of it. */
  readonly onItem: (message: Msg, consumer: string) => void
  /** The requests may be lost. `refused`: the server says so, and would say so again at once. */
  readonly onLost: (why: 'disconnected' | 'timeout' | 'refused') => void
}

/** One long request per lane until disposed: sent again when it was answered or has expired. */
function openRequests(source: LaneSource, { onItem, onLost }: RequestEvents): Disposable {
  const { connection, service, stream, lanes } = source
  const inbox = createInbox(inboxPrefix(service))
  const timers = new Map<string, NodeJS.Timeout>()
  let hasExpired = false
  let closed = false

  const request = (consumer: string) => {
    clearTimeout(timers.get(consumer))
    const expiresMs = hasExpired ? longExpiry(connection.isClustered()) : FIRST_EXPIRES_MS
    // The server says 408 when a request expires. One that says nothing has lost the consumer, or is another server.
    const timer = setTimeout(() => onLost('timeout'), expiresMs + GRACE_MS)
    timers.set(consumer, timer)
    const body = JSON.stringify({ batch: 1, expires: expiresMs * NANOS_PER_MS })
    connection.publish(nextMessageSubject(stream, consumer), body, { reply: `${inbox}.${consumer}` })
  }
  const subscription = connection.subscribe(`${inbox}.*`, (message) => {
    const status = statusOf(message)
    // An item carries the subject it was stored under, not the one it was delivered to.
    const consumer = status ? message.subject.slice(inbox.length + 1) : deliveryInfo(message).consumer
    if (!status) onItem(message, consumer)
    if (closed) return
    if (status === 408) hasExpired = true
    // 409: the consumer has another leader, or is gone.
    if (!status || status === 408) request(consumer)
    else onLost('refused')
  })
  const changes = connection.onChange(() => onLost('disconnected'))
  for (const { consumer } of lanes) request(consumer)
  return {
    [Symbol.dispose]() {
      closed = true
      for (const timer of timers.values()) clearTimeout(timer)
      changes[Symbol.dispose]()
      // Drained, because an item that arrives until the server has heard of it must not be lost.
      void subscription.drain().catch(() => {})
    },
  }
}
