import type { Msg } from '@nats-io/transport-node'
import { RpcError } from '@runhive/contracts/define'
import { isTransient } from './jetstream.ts'
import type { Link } from './link.ts'
import { giveBack } from './pull.ts'

const DONE_PATIENCE_MS = 10_000
const DONE_TRY_MS = 2_000

/** A message that is ours until `done` or dispose, as long as we renew it. */
export interface Lease extends AsyncDisposable {
  /** Resolves when the server has stored that it is done; rejects with `UNAVAILABLE` when it cannot be told for a while. */
  done(): Promise<void>
  /** Gives it back at once, for delivery after `delayMs`. */
  giveBack(delayMs: number): void
}

const GIVE_BACK_DELAY_MS = 250

/** Renews at a third of the lease: two renewals may be lost before somebody else gets the item. */
export function holdLease(link: Link, message: Msg, leaseMs: number): Lease {
  let held = true
  const renewal = setInterval(() => {
    // Who leaves with an item in hand may be slow to: nothing can be sent any more then, and nobody is here to catch it.
    const canSend = link.isConnected() && !link.connection.isDraining()
    if (canSend && message.reply) link.publish(message.reply, '+WPI')
  }, leaseMs / 3)
  const end = () => {
    held = false
    clearInterval(renewal)
  }
  const lease: Lease = {
    async done() {
      if (!held) return
      held = false
      try {
        await link.track(acknowledge(link, message))
      } finally {
        clearInterval(renewal)
      }
    },
    giveBack(delayMs) {
      if (!held) return
      end()
      giveBack(link, message, delayMs)
    },
    async [Symbol.asyncDispose]() {
      lease.giveBack(GIVE_BACK_DELAY_MS)
    },
  }
  return lease
}

async function acknowledge(link: Link, message: Msg): Promise<void> {
  const giveUpAt = performance.now() + DONE_PATIENCE_MS
  for (;;) {
    try {
      await link.request(message.reply ?? '', '+ACK', { timeoutMs: DONE_TRY_MS })
      return
    } catch (error) {
      if (!isTransient(error) || performance.now() >= giveUpAt) {
        throw new RpcError('UNAVAILABLE', {
          message: 'the queue could not be told that an item is done',
          cause: error,
        })
      }
    }
    await link.whenConnected({ withinMs: giveUpAt - performance.now() })
  }
}
