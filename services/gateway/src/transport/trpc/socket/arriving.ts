import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { ByteAccount } from './byte-budget.ts'

/** The message that a socket is receiving. */
export interface Arriving extends Disposable {
  /** Time since its first bytes, milliseconds; 0 when there is none. */
  ageMs(): number
  /** Counts its age from now. */
  restart(): void
}

/** Header and mask of a control frame. */
const CONTROL_FRAME_BYTES = 6

/**
 * Counts the bytes of an incomplete message: `ws` buffers them, and emits nothing before its end. Must be attached
 * before the first bytes.
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
  // Between the frames of a message there may be control frames, which are not buffered.
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
