import type { Msg } from '@nats-io/transport-node'
import { holdLease, type Lease } from './lease.ts'
import type { Link } from './link.ts'

export interface Held {
  readonly message: Msg
  readonly lease: Lease
}

/** Items that came without a hand free for them: held for the next one, in the order in which they came. */
export interface Spares {
  /** Given back when `signal` aborts or the mesh is left. */
  keep(message: Msg, signal: AbortSignal): void
  has(): boolean
  take(): Held | undefined
}

export function createSpares(link: Link, leaseMs: number): Spares {
  const spares = new Map<Held, () => void>()
  return {
    keep(message, signal) {
      const held = { message, lease: holdLease(link, message, leaseMs) }
      const giveBack = () => {
        release()
        held.lease.giveBack(0)
      }
      const changes = link.onChange((change) => {
        if (change !== 'back') giveBack()
      })
      const release = () => {
        spares.delete(held)
        changes[Symbol.dispose]()
        signal.removeEventListener('abort', giveBack)
      }
      spares.set(held, release)
      signal.addEventListener('abort', giveBack, { once: true })
    },
    has: () => spares.size > 0,
    take() {
      const [first] = spares
      if (first === undefined) return undefined
      const [held, release] = first
      release()
      return held
    },
  }
}
