import type { Msg } from '@nats-io/transport-node'
import type { Connection } from '../connection/connection.ts'
import { nak } from './delivery.ts'

/** Messages that are ours until they are done or given back, as long as we renew them: with one timer for all. */
export interface Leases {
  hold(message: Msg): void
  /**
   * Says that it is done, without waiting to hear that the server knows: if that is lost, the message comes again, as it
   * does when this process ends before. What is said in one turn of the event loop travels together.
   */
  done(message: Msg): void
  giveBack(message: Msg, delayMs: number): void
}

export function createLeases(connection: Connection, leaseMs: number): Leases {
  const held = new Set<Msg>()
  let timer: NodeJS.Timeout | undefined
  // While the connection drains nothing can be sent, and nothing may throw.
  const canSend = () => connection.isConnected() && !connection.nats.isDraining()
  const say = (message: Msg, what: string) => {
    if (message.reply && canSend()) connection.publish(message.reply, what)
  }
  const release = (message: Msg) => {
    const was = held.delete(message)
    if (held.size === 0) {
      clearInterval(timer)
      timer = undefined
    }
    return was
  }
  return {
    hold(message) {
      held.add(message)
      // A third of the lease: two renewals may be lost before another process gets the message.
      timer ??= setInterval(() => {
        for (const one of held) say(one, '+WPI')
      }, leaseMs / 3)
    },
    done(message) {
      if (release(message)) say(message, '+ACK')
    },
    giveBack(message, delayMs) {
      if (release(message) && canSend()) nak(connection, message, delayMs)
    },
  }
}
