import { setTimeout as sleep } from 'node:timers/promises'
import type { WebSocket } from 'ws'
import { GatewayError } from '../../../errors/gateway-error.ts'
import { createCounter } from '../../http/counter.ts'

/** What may wait in a socket for a watcher that reads slowly, bytes; the rest stays in the log until there is room. */
const MAX_BUFFERED_BYTES = 1024 * 1024
const LOOK_AGAIN_MS = 20

/** A WebSocket does not signal that it has drained, so a full one is polled. */
export async function untilWritable(
  socket: Pick<WebSocket, 'bufferedAmount' | 'readyState' | 'OPEN'>,
  signal: AbortSignal,
): Promise<void> {
  const isFull = () => socket.readyState === socket.OPEN && socket.bufferedAmount > MAX_BUFFERED_BYTES
  while (isFull() && !signal.aborted) await sleep(LOOK_AGAIN_MS)
}

/** Places for the subscriptions of one socket. Throws `TOO_MANY_STREAMS` when there is none. */
export function subscriptionCounter(maximum: number): () => Disposable {
  const counter = createCounter(maximum)
  return () => {
    const place = counter.tryEnter('socket')
    if (!place) throw new GatewayError('TOO_MANY_STREAMS', { details: { maximum } })
    return place
  }
}
