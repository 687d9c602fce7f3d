import type { Msg } from '@nats-io/transport-node'
import type { Connection } from '../connection/connection.ts'
import { holdLease, type LeasedMessage } from '../jetstream/lease.ts'

/** Items that arrived while no worker was free for them, kept for the next one in the order of their arrival. */
export interface Prefetched {
  /** The item is given back when `signal` aborts or the mesh is closed. */
  keep(message: Msg, signal: AbortSignal): void
  has(): boolean
  take(): LeasedMessage | undefined
}

export function createPrefetched(connection: Connection, leaseMs: number): Prefetched {
  const items = new Map<LeasedMessage, () => void>()
  return {
    keep(message, signal) {
      const item = { message, lease: holdLease(connection, message, leaseMs) }
      const giveBack = () => {
        release()
        item.lease.giveBack(0)
      }
      const changes = connection.onChange((change) => {
        if (change !== 'back') giveBack()
      })
      const release = () => {
        items.delete(item)
        changes[Symbol.dispose]()
        signal.removeEventListener('abort', giveBack)
      }
      items.set(item, release)
      signal.addEventListener('abort', giveBack, { once: true })
    },
    has: () => items.size > 0,
    take() {
      const [first] = items
      if (first === undefined) return undefined
      const [item, release] = first
      release()
      return item
    },
  }
}
