import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** HTTP's usual word for a caller that left before it was answered; nobody is sent it. */
const LEFT = 499

/**
 * Calls back once for each request when it has been answered, or its caller has left: fastify's own hook knows only
 * the first. The status is that of the answer, as far as there was one.
 */
export function onOver(
  app: FastifyInstance,
  over: (request: FastifyRequest, reply: FastifyReply, status: number) => void,
): void {
  const ended = new WeakSet<FastifyRequest>()
  const end = (request: FastifyRequest, reply: FastifyReply) => {
    if (ended.has(request)) return
    ended.add(request)
    const { raw } = reply
    over(request, reply, raw.writableFinished || raw.headersSent ? raw.statusCode : LEFT)
  }
  app.addHook('onRequest', async (request, reply) => {
    reply.raw.once('close', () => end(request, reply))
  })
  // What fastify refuses by itself passes only this one.
  app.addHook('onResponse', async (request, reply) => end(request, reply))
}
