import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { ByteAccount } from './byte-budget.ts'

/** The message that a socket is receiving. */
export interface Arriving extends Disposable {
  /** For how long its first bytes have been here, milliseconds; 0 when none is begun. */
  ageMs(): number
  /** Counts its age from now. */
  restart(): void
}

/** Header and mask of a control frame. */
const CONTROL_FRAME_BYTES = 6

/**
 * Counts what has come of a message that is not complete: the frames of `ws` hold it, and say nothing before its end.
 * Must be there before the first bytes are.
 */
export function countArriving(
  socket: WebSocket,
  connection: Socket,
  options: { readonly account: ByteAccount; readonly onTooMany: () => void; readonly now?: () => number },
): Arriving {
  const { account, onTooMany, now = performance.now.bind(performance) } = options
  let bytes = 0
  let sinceMs = 0
  const drop = (count: number) => {
    account.giveBack(count)
    bytes -= count
  }
  const onData = (chunk: Buffer) => {
    if (bytes === 0) sinceMs = now()
    bytes += chunk.length
    if (!account.take(chunk.length)) onTooMany()
  }
  const onMessage = () => drop(bytes)
  // Between the frames of a message there may be control frames, which nobody keeps.
  const onControl = (data: Buffer) => drop(Math.min(bytes, CONTROL_FRAME_BYTES + data.length))
  // Before `ws` looks at it: what it finds complete is dropped again.
  connection.prependListener('data', onData)
  socket.prependListener('message', onMessage)
  socket.on('ping', onControl)
  socket.on('pong', onControl)
  return {
    ageMs: () => (bytes === 0 ? 0 : now() - sinceMs),
    restart() {
      sinceMs = now()
    },
    [Symbol.dispose]() {
      connection.off('data', onData)
      drop(bytes)
    },
  }
}
