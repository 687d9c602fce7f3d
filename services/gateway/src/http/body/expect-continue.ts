import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'

/** Those whose senders wait to be told to go on. */
const heldBack = new WeakMap<IncomingMessage, ServerResponse>()

/** Whether its sender was not told to go on, and so sends no body. */
export const isHeldBack = (request: IncomingMessage): boolean => heldBack.has(request)

/** Tells its sender to go on, if it waits for that. */
export function letSend(request: IncomingMessage): void {
  heldBack.get(request)?.writeContinue()
  heldBack.delete(request)
}

/**
 * A client that asks with `Expect: 100-continue` whether to send its body is told to when somebody begins to read it.
 * What is refused before is answered at once.
 */
export function answerExpectations(app: FastifyInstance): void {
  app.server.on('checkContinue', (request, response) => {
    heldBack.set(request, response)
    app.server.emit('request', request, response)
  })
}
