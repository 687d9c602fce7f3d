import type { IncomingMessage } from 'node:http'
import type { WebSocket } from 'ws'
import type { Arriving } from './arriving.ts'
import { keepAlive } from './keep-alive.ts'

export interface WatchOptions {
  readonly beatMs: number
  readonly isRead: () => boolean
  readonly arriving: Arriving
  /** More bytes of answers than this mean that its peer should read. */
  readonly maxUnreadBytes: number
  /** What should have come has not come in time. */
  readonly onSlow: () => void
}

export interface WatchedOver extends Disposable {
  /** Something has come; the first message that was promised if it is one of tRPC's. */
  heard(isMessage: boolean): void
  /** The socket is read again: what it should send has its whole time once more. */
  resumed(): void
}

/** How long a message may take to arrive, as a request's body; and the first one of who has promised one. */
const RECEIVE_TIMEOUT_MS = 30_000

/** Notices that a socket's peer has gone, and that a message does not come to its end. */
export function watchOver(
  socket: WebSocket,
  request: IncomingMessage,
  { beatMs, isRead, arriving, maxUnreadBytes, onSlow }: WatchOptions,
): WatchedOver {
  let promisedAtMs = sendsParams(request) ? performance.now() : undefined
  let unread = 0
  const isLate = () => {
    const waitedMs = promisedAtMs === undefined ? arriving.ageMs() : performance.now() - promisedAtMs
    return waitedMs > RECEIVE_TIMEOUT_MS
  }
  const alive = keepAlive(socket, {
    beatMs,
    couldBeHeard: () => isRead() || socket.bufferedAmount > maxUnreadBytes,
    onBeat() {
      if (isRead() && isLate()) onSlow()
      // Whoever is in the middle of a message cannot answer before its end, and who reads slowly reads PING late.
      if ((isRead() && arriving.ageMs() > 0) || socket.bufferedAmount < unread) alive.heard()
      unread = socket.bufferedAmount
    },
  })
  return {
    heard(isMessage) {
      if (isMessage) promisedAtMs = undefined
      alive.heard()
    },
    resumed() {
      alive.heard()
      arriving.restart()
    },
    [Symbol.dispose]: alive[Symbol.dispose],
  }
}

/** tRPC's clients say in the address that their first message is what they prove themselves with. */
function sendsParams({ url = '' }: IncomingMessage): boolean {
  return new URLSearchParams(url.split('?')[1]).get('connectionParams') === '1'
}
