import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'

const heldBack = new WeakSet<IncomingMessage>()

/** Whether its sender was not told to go on, and so sends no body. */
export const isHeldBack = (request: IncomingMessage): boolean => heldBack.has(request)

/**
 * A client that asks with `Expect: 100-continue` whether to send its body is told to, unless that is too large: then it
 * is answered at once.
 */
export function answerExpectations(app: FastifyInstance, maximum: number): void {
  app.server.on('checkContinue', (request, response) => {
    if (Number(request.headers['content-length']) > maximum) heldBack.add(request)
    else response.writeContinue()
    app.server.emit('request', request, response)
  })
}
