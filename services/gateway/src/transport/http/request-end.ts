import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** The usual status for a caller that left before the answer; it is never sent. */
const LEFT = 499

/**
 * Calls back once for each request when it has been answered, or its caller has left: fastify's own hook sees only the
 * first. The status is that of the answer, if there was one.
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
  // Requests that fastify itself refuses pass only this hook.
  app.addHook('onResponse', async (request, reply) => end(request, reply))
}
