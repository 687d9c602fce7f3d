import type { Msg } from '@nats-io/transport-node'
import { RpcError } from '@runhive/contracts/define'
import type { Connection } from '../connection/connection.ts'
import { isTransient } from './api.ts'
import { deliveryInfo, nak } from './delivery.ts'
import { eraseMessage } from './erase-message.ts'

const DONE_TIMEOUT_MS = 10_000
const DONE_TRY_MS = 2_000

/** A message that is ours until `done` or dispose, as long as we renew it. */
export interface Lease extends AsyncDisposable {
  /**
   * Resolves when the server has stored that it is done; rejects with `UNAVAILABLE` when the server cannot be reached
   * for a while. With `eraseFrom`, its stream, the message is also overwritten there; if that is refused, it is done
   * all the same and this rejects with `INTERNAL`. `unconfirmed` matters only without it, and while the server is
   * there: tells it and does not wait.
   */
  done(options?: { eraseFrom?: string | undefined; unconfirmed?: boolean }): Promise<void>
  /** Gives it back at once, for delivery after `delayMs`. */
  giveBack(delayMs: number): void
}

/** A message under its lease. */
export interface LeasedMessage {
  readonly message: Msg
  readonly lease: Lease
}

const GIVE_BACK_DELAY_MS = 250

/** Renews at a third of the lease: two renewals may be lost before another worker gets the item. */
export function holdLease(connection: Connection, message: Msg, leaseMs: number): Lease {
  let held = true
  // A worker may still hold an item while the connection drains: nothing can be sent then, and nothing may throw.
  const canSend = () => connection.isConnected() && !connection.nats.isDraining()
  const renewal = setInterval(() => {
    if (canSend() && message.reply) connection.publish(message.reply, '+WPI')
  }, leaseMs / 3)
  const end = () => {
    held = false
    clearInterval(renewal)
  }
  const lease: Lease = {
    async done({ eraseFrom, unconfirmed = false } = {}) {
      if (!held) return
      if (unconfirmed && eraseFrom === undefined && canSend()) {
        end()
        connection.publish(message.reply ?? '', '+ACK')
        return
      }
      held = false
      try {
        await connection.track(finish(connection, message, eraseFrom))
      } finally {
        clearInterval(renewal)
      }
    },
    giveBack(delayMs) {
      if (!held) return
      end()
      nak(connection, message, delayMs)
    },
    async [Symbol.asyncDispose]() {
      lease.giveBack(GIVE_BACK_DELAY_MS)
    },
  }
  return lease
}

async function finish(connection: Connection, message: Msg, eraseFrom: string | undefined): Promise<void> {
  // Before it is acknowledged: after that it cannot be found any more. Erasing ends it already; acknowledging it as
  // well makes certain of that.
  const refused = eraseFrom === undefined ? undefined : await eraseHeld(connection, message, eraseFrom)
  await retryUntilDone(connection, () =>
    connection.request(message.reply ?? '', '+ACK', { timeoutMs: DONE_TRY_MS }),
  )
  if (refused) throw refused
}

/** Resolves with the error when the server refuses. */
async function eraseHeld(
  connection: Connection,
  message: Msg,
  stream: string,
): Promise<RpcError | undefined> {
  try {
    const { streamSequence } = deliveryInfo(message)
    await retryUntilDone(connection, () => eraseMessage(connection, stream, streamSequence))
    return undefined
  } catch (cause) {
    if (!(cause instanceof RpcError) || isTransient(cause.cause)) throw cause
    return new RpcError('INTERNAL', { message: 'an item that must not be stored was not overwritten', cause })
  }
}

async function retryUntilDone(connection: Connection, send: () => Promise<unknown>): Promise<void> {
  const giveUpAt = performance.now() + DONE_TIMEOUT_MS
  for (;;) {
    try {
      await send()
      return
    } catch (error) {
      if (!isTransient(error) || performance.now() >= giveUpAt) {
        throw new RpcError('UNAVAILABLE', {
          message: 'could not tell the queue that an item is done',
          cause: error,
        })
      }
    }
    await connection.whenConnected({ withinMs: giveUpAt - performance.now() })
  }
}
