import type { Msg } from '@nats-io/transport-node'
import { RpcError } from '@runhive/contracts/define'
import { cancelled } from './abortable.ts'
import type { Heard, LaneSource } from './hands.ts'
import { openStanding, type Standing } from './standing.ts'

/** Where the hands of this process wait together while all lanes are empty. */
export interface Waiting {
  /** Resolves with the next item that is this hand's. Rejects with `CANCELLED` when `signal` aborts. */
  join(signal: AbortSignal): Promise<Heard>
  /** Whether somebody waits. */
  isOccupied(): boolean
  /** Gives an item to who has waited longest; false when nobody does. */
  give(message: Msg): boolean
}

interface WaitingEvents {
  readonly onItem: (consumer: string) => void
  /** An item came after the last waiting hand, whose signal this is, had got its own. */
  readonly onSpare: (message: Msg, signal: AbortSignal) => void
}

type Settle = (heard: Heard | RpcError) => void

export function createWaiting(source: LaneSource, { onItem, onSpare }: WaitingEvents): Waiting {
  const waiters = new Set<Settle>()
  let standing: Standing | undefined
  let last = AbortSignal.abort()

  const give = (message: Msg) => {
    const [settle] = waiters
    settle?.(message)
    return settle !== undefined
  }
  const stand = () =>
    openStanding(source, {
      onItem(message, consumer) {
        onItem(consumer)
        if (!give(message)) onSpare(message, last)
      },
      onLost(why) {
        for (const settle of [...waiters]) settle(why)
      },
    })
  const leave = (settle: Settle, signal: AbortSignal) => {
    last = signal
    waiters.delete(settle)
    if (waiters.size > 0) return
    standing?.close()
    standing = undefined
  }

  return {
    give,
    isOccupied: () => waiters.size > 0,
    join: (signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(cancelled(signal))
        if (source.link.isLeaving() || !source.link.isConnected()) return resolve('away')
        const settle: Settle = (heard) => {
          signal.removeEventListener('abort', onAbort)
          leave(settle, signal)
          if (heard instanceof RpcError) reject(heard)
          else resolve(heard)
        }
        const onAbort = () => settle(cancelled(signal))
        signal.addEventListener('abort', onAbort, { once: true })
        waiters.add(settle)
        standing ??= stand()
      }),
  }
}
