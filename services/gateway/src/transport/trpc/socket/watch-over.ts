import type { IncomingMessage } from 'node:http'
import type { WebSocket } from 'ws'
import type { Arriving } from './arriving.ts'
import { keepAlive } from './keep-alive.ts'

export interface WatchOptions {
  readonly beatMs: number
  readonly isRead: () => boolean
  readonly arriving: Arriving
  /** With more unread bytes of answers than this the peer should be reading. */
  readonly maxUnreadBytes: number
  /** A message did not arrive in time. */
  readonly onSlow: () => void
}

export interface WatchedOver extends Disposable {
  /** Something has arrived. `isMessage`: one of tRPC's, and so the first one that was promised. */
  heard(isMessage: boolean): void
  /** The socket is read again: its deadlines start anew. */
  resumed(): void
}

/** How long a message may take to arrive; and the first one, when the client has promised connection parameters. */
const RECEIVE_TIMEOUT_MS = 30_000

/** Notices a dead peer, and a message that does not end. */
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
      // A peer in the middle of a message cannot answer before its end, and a slow reader reads PING late.
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

/** tRPC's clients announce in the URL that their first message carries connection parameters. */
function sendsParams({ url = '' }: IncomingMessage): boolean {
  return new URLSearchParams(url.split('?')[1]).get('connectionParams') === '1'
}
