import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'

/** Requests whose senders wait for `100 Continue`. */
const heldBack = new WeakMap<IncomingMessage, ServerResponse>()

/** Whether its sender still waits for `100 Continue`, and so sends no body. */
export const isHeldBack = (request: IncomingMessage): boolean => heldBack.has(request)

/** Sends `100 Continue`, if its sender waits for that. */
export function letSend(request: IncomingMessage): void {
  heldBack.get(request)?.writeContinue()
  heldBack.delete(request)
}

/**
 * A client that asks with `Expect: 100-continue` whether to send its body gets `100 Continue` when the body is about to
 * be read. What is refused before that is answered at once.
 */
export function answerExpectations(app: FastifyInstance): void {
  app.server.on('checkContinue', (request, response) => {
    heldBack.set(request, response)
    app.server.emit('request', request, response)
  })
}
