import type { Msg } from '@nats-io/transport-node'
import type { Connection } from '../connection/connection.ts'
import { NANOS_PER_MS } from './api.ts'

export interface DeliveryInfo {
  readonly consumer: string
  readonly delivered: number
  readonly streamSequence: number
  /** By the server's clock, milliseconds since the epoch. */
  readonly storedAt: number
  readonly pending: number
}

/**
 * What the server answers in place of a message: 404, 408, 409. Never set for a stored message, even one that looks
 * like a status: only stored messages have a reply subject, for acknowledging them.
 */
export function statusOf(message: Msg): number | undefined {
  return message.reply ? undefined : message.headers?.code || undefined
}

/** What the reply subject of a delivered message says: `$JS.ACK.<stream>.<consumer>.<delivered>.<stream seq>.…`. */
export function deliveryInfo(message: Msg): DeliveryInfo {
  const tokens = (message.reply ?? '').split('.')
  // Servers with accounts or domains put two more tokens in front.
  const at = tokens.length > 9 ? 6 : 4
  return {
    consumer: tokens[at - 1] ?? '',
    delivered: Number(tokens[at]),
    streamSequence: Number(tokens[at + 1]),
    storedAt: Number(tokens[at + 3]) / NANOS_PER_MS,
    pending: Number(tokens[at + 4]),
  }
}

/** Gives a message back, for delivery after `delayMs`. */
export function nak(connection: Connection, message: Msg, delayMs: number): void {
  // A status has no reply subject.
  if (!message.reply || connection.nats.isClosed()) return
  connection.publish(message.reply, `-NAK ${JSON.stringify({ delay: delayMs * NANOS_PER_MS })}`)
}
