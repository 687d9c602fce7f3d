import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { GatewayError } from '../../errors/gateway-error.ts'
import type { Turns } from './turns.ts'

/** Requests of one address that may wait for their turn. Browsers and clients of ours send a few dozen at once. */
const MAX_WAITING = 256

/**
 * Lets the requests of all addresses take turns, as the messages of their WebSockets do: one of each begins in a turn
 * of the event loop, so a caller that sends many waits behind its own requests and delays nobody else. Refuses with 429
 * what comes while too many of an address wait, and closes the connection.
 */
export function takeTurns(
  app: FastifyInstance,
  { turns, addressOf }: { turns: Turns; addressOf: (request: IncomingMessage) => string },
): void {
  app.addHook('onRequest', async ({ raw }, reply) => {
    const address = addressOf(raw)
    if (turns.waiting(address) >= MAX_WAITING) {
      reply.header('connection', 'close')
      throw new GatewayError('TOO_MANY_WAITING', { details: { maximum: MAX_WAITING } })
    }
    await new Promise<void>((resolve) => turns.take(address, resolve))
    if (raw.socket.destroyed) throw new GatewayError('CANCELLED')
  })
}
