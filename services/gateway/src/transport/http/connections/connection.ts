import type { Socket } from 'node:net'
import type { TableEntry } from './table.ts'

/** How long a connection without an admitted caller may be idle, milliseconds. */
export const IDLE_MS = 15_000
/** How long an answer may stall, milliseconds, and the least rate of a large one, bytes a millisecond. */
const STALLED_MS = 20_000
const LEAST_RATE = 64

/** One connection and its state. */
export interface Connection extends TableEntry {
  /** An upgraded connection is watched elsewhere. */
  upgraded: boolean
  idleSince: number
  /**
   * Whether it has been idle, or its answer unread, for too long. Looks at what has been sent since the
   * last call.
   */
  isOver(now: number): boolean
}

export function createConnection(
  socket: Pick<Socket, 'writableLength' | 'bytesWritten' | 'destroy'>,
  about: { address: string | undefined; known: boolean; now: number },
) {
  let sent = 0
  let stuckSince: number | undefined
  const isStuck = (now: number): boolean => {
    const waiting = socket.writableLength
    const gone = socket.bytesWritten - waiting
    if (waiting === 0 || gone !== sent) stuckSince = undefined
    sent = gone
    if (waiting === 0) return false
    stuckSince ??= now
    return now - stuckSince > STALLED_MS + waiting / LEAST_RATE
  }
  const connection: Connection = {
    address: about.address,
    cut: () => socket.destroy(),
    known: about.known,
    busy: 0,
    upgraded: false,
    idleSince: about.now,
    isOver(now) {
      if (connection.upgraded) return false
      if (connection.busy === 0 && !connection.known && now - connection.idleSince > IDLE_MS) return true
      return isStuck(now)
    },
  }
  return connection
}
