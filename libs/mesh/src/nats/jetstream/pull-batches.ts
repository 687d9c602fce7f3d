import { createInbox, type Msg } from '@nats-io/transport-node'
import { RpcError } from '@runhive/contracts/define'
import { cancelled } from '../../abortable.ts'
import { createBuffer } from '../../batches/buffer.ts'
import type { BatchLimits } from '../../batches/limits.ts'
import { createBell } from '../../bell.ts'
import { inboxPrefix } from '../../wire/nats-names.ts'
import { NANOS_PER_MS } from './api.ts'
import { createBackoff } from './backoff.ts'
import { nextMessageSubject } from './consumer-api.ts'
import { nak, statusOf } from './delivery.ts'
import { longExpiry } from './expiry.ts'
import type { Leases } from './leases.ts'
import { type DurableConsumer, GRACE_MS, isReady } from './pull.ts'

/** Messages of a durable consumer, by many at a time. */
export interface BatchPull extends Disposable {
  /**
   * Waits for a message, through any outage of the server, and gathers more. Rejects with `CANCELLED` when `signal`
   * aborts, `UNAVAILABLE` when the mesh is being closed.
   */
  next(signal: AbortSignal): Promise<Msg[]>
}

/** The largest message that a server takes unless it says otherwise, and what stands around it. */
const LARGEST_MESSAGE = 16 * 1024 * 1024
const AROUND_MESSAGE = 1024 * 1024
/** The server has ended a request because of its size, before its count or time was used up. */
const IS_USED_UP = /MaxBytes|Batch Completed/i

/**
 * One pull request for many messages stands at the server, and is sent again when it is used up or has expired. What
 * comes while a batch is handled waits here for the next one, under its lease. Disposing gives back what nobody has
 * taken.
 */
export function createBatchPull(durable: DurableConsumer, leases: Leases, limits: BatchLimits): BatchPull {
  const { connection } = durable
  const news = createBell()
  const buffer = createBuffer<Msg>(({ data }) => data.length, limits)
  const request = standingRequest(durable, {
    onMessage(message) {
      leases.hold(message)
      buffer.add(message)
      if (buffer.size() === 1 || buffer.isFull()) news.ring()
    },
    onEnd: news.ring,
  })
  const send = () => {
    request.send({ messages: Math.max(1, limits.events - buffer.size()), bytes: limits.bytes })
  }

  const waitForFirst = async (signal: AbortSignal) => {
    const backOff = createBackoff()
    while (buffer.size() === 0) {
      if (signal.aborted) throw cancelled(signal)
      if (connection.isLeaving()) throw new RpcError('UNAVAILABLE', { message: 'the mesh is closed' })
      if (request.wasRefused()) {
        durable.ensure.forget()
        await backOff(signal)
      } else if (request.isOpen()) {
        await news.wait(request.leftMs())
        // The server says 408 when a request expires. One that says nothing has lost the consumer, or is another
        // server.
        if (request.isOpen() && request.leftMs() === 0) {
          durable.ensure.forget()
          request.forget()
        }
      } else if (await isReady(durable, signal)) send()
      else await backOff(signal)
    }
  }
  const gather = async (signal: AbortSignal) => {
    for (let leftMs = buffer.leftMs(); leftMs > 0 && !buffer.isFull(); leftMs = buffer.leftMs()) {
      if (signal.aborted || connection.isLeaving()) return
      // What was asked for before may have come with an earlier batch.
      if (request.canFollow()) send()
      await news.wait(leftMs)
    }
  }

  return {
    async next(signal) {
      signal.addEventListener('abort', news.ring, { once: true })
      try {
        await waitForFirst(signal)
        await gather(signal)
        return buffer.take()
      } finally {
        signal.removeEventListener('abort', news.ring)
      }
    },
    [Symbol.dispose]() {
      request[Symbol.dispose]()
      for (let taken = buffer.take(); taken.length > 0; taken = buffer.take())
        for (const message of taken) leases.giveBack(message, 0)
    },
  }
}

interface StandingRequest extends Disposable {
  /**
   * Asks for so many messages, or for so many bytes of them, but never for less than the largest message there can be.
   */
  send(most: { messages: number; bytes: number }): void
  /** Whether the server has one, as far as we know. */
  isOpen(): boolean
  /** Until it should have been answered, milliseconds. */
  leftMs(): number
  forget(): void
  /** Whether the last one was ended by something that would end the next one at once. Says so once. */
  wasRefused(): boolean
  /** Whether the last one was used up, so that another one may follow. */
  canFollow(): boolean
}

/**
 * All requests share one subscription, by which the server knows whether anybody is here. Of several only the last one
 * counts.
 */
function standingRequest(
  { connection, service, stream, consumer }: DurableConsumer,
  { onMessage, onEnd }: { onMessage: (message: Msg) => void; onEnd: () => void },
): StandingRequest {
  const inbox = createInbox(inboxPrefix(service))
  let sent = 0
  let open: { left: number; until: number } | undefined
  let refused = false
  let closed = false

  const end = () => {
    open = undefined
    onEnd()
  }
  const onStatus = (status: number, { subject, headers }: Msg) => {
    if (open === undefined || Number(subject.slice(inbox.length + 1)) !== sent) return
    // 408: it has expired, as agreed. Anything else: the consumer may be gone, or have another leader.
    refused = status !== 408 && !IS_USED_UP.test(headers?.description ?? '')
    end()
  }
  const subscription = connection.subscribe(`${inbox}.*`, (message) => {
    if (closed) return nak(connection, message, 0)
    const status = statusOf(message)
    if (status !== undefined) return onStatus(status, message)
    if (open) open.left -= 1
    onMessage(message)
    if (open?.left === 0) end()
  })
  const changes = connection.onChange(end)
  return {
    send({ messages, bytes }) {
      sent += 1
      const expiresMs = longExpiry(connection.isClustered())
      open = { left: messages, until: performance.now() + expiresMs + GRACE_MS }
      const most = Math.max(bytes, connection.nats.info?.max_payload ?? LARGEST_MESSAGE) + AROUND_MESSAGE
      const body = JSON.stringify({ batch: messages, max_bytes: most, expires: expiresMs * NANOS_PER_MS })
      connection.publish(nextMessageSubject(stream, consumer), body, { reply: `${inbox}.${sent}` })
    },
    isOpen: () => open !== undefined,
    leftMs: () => Math.max(0, (open?.until ?? 0) - performance.now()),
    forget() {
      open = undefined
    },
    wasRefused() {
      const was = refused
      refused = false
      return was
    },
    canFollow: () => open === undefined && !refused && connection.isConnected(),
    [Symbol.dispose]() {
      closed = true
      changes[Symbol.dispose]()
      // Drained, because a message that arrives until the server has heard of it must be given back.
      void subscription.drain().catch(() => {})
    },
  }
}
