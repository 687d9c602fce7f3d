import type { Msg } from '@nats-io/transport-node'
import { RpcError } from '@runhive/contracts/define'
import { eraseMessage } from './erase.ts'
import { deliveryInfo, isTransient } from './jetstream.ts'
import type { Link } from './link.ts'
import { giveBack } from './pull.ts'

const DONE_PATIENCE_MS = 10_000
const DONE_TRY_MS = 2_000

/** A message that is ours until `done` or dispose, as long as we renew it. */
export interface Lease extends AsyncDisposable {
  /**
   * Resolves when the server has stored that it is done; rejects with `UNAVAILABLE` when it cannot be told for a
   * while. `eraseFrom` is its stream, of which it is overwritten then; where that is refused it is done all the same,
   * and this rejects with `INTERNAL`.
   */
  done(eraseFrom?: string): Promise<void>
  /** Gives it back at once, for delivery after `delayMs`. */
  giveBack(delayMs: number): void
}

const GIVE_BACK_DELAY_MS = 250

/** Renews at a third of the lease: two renewals may be lost before somebody else gets the item. */
export function holdLease(link: Link, message: Msg, leaseMs: number): Lease {
  let held = true
  const renewal = setInterval(() => {
    // Who leaves with an item in hand may be slow to: nothing can be sent any more then, and nobody is here to catch
    // it.
    const canSend = link.isConnected() && !link.connection.isDraining()
    if (canSend && message.reply) link.publish(message.reply, '+WPI')
  }, leaseMs / 3)
  const end = () => {
    held = false
    clearInterval(renewal)
  }
  const lease: Lease = {
    async done(eraseFrom) {
      if (!held) return
      held = false
      try {
        await link.track(finish(link, message, eraseFrom))
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

async function finish(link: Link, message: Msg, eraseFrom: string | undefined): Promise<void> {
  // Before it is acknowledged: after that it can no longer be found. Erased, it is done; acknowledging it as well
  // makes certain of it.
  const refused = eraseFrom === undefined ? undefined : await eraseHeld(link, message, eraseFrom)
  await tellUntilHeard(link, () => link.request(message.reply ?? '', '+ACK', { timeoutMs: DONE_TRY_MS }))
  if (refused) throw refused
}

/** Gives the error when the server would not do it. */
async function eraseHeld(link: Link, message: Msg, stream: string): Promise<RpcError | undefined> {
  try {
    const { streamSequence } = deliveryInfo(message)
    await tellUntilHeard(link, () => eraseMessage(link, stream, streamSequence))
    return undefined
  } catch (cause) {
    if (!(cause instanceof RpcError) || isTransient(cause.cause)) throw cause
    return new RpcError('INTERNAL', { message: 'an item that must not be stored was not overwritten', cause })
  }
}

async function tellUntilHeard(link: Link, tell: () => Promise<unknown>): Promise<void> {
  const giveUpAt = performance.now() + DONE_PATIENCE_MS
  for (;;) {
    try {
      await tell()
      return
    } catch (error) {
      if (!isTransient(error) || performance.now() >= giveUpAt) {
        throw new RpcError('UNAVAILABLE', {
          message: 'could not acknowledge a finished item to the queue',
          cause: error,
        })
      }
    }
    await link.whenConnected({ withinMs: giveUpAt - performance.now() })
  }
}
