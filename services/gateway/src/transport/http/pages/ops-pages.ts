import type { FastifyInstance } from 'fastify'

/** The pages of the ops port on the main one too, because people look for them there. */
export function registerOpsPages(app: FastifyInstance, ops: { host: string; port: number }): void {
  const host = ops.host === '0.0.0.0' || ops.host === '::' ? '127.0.0.1' : ops.host
  for (const page of ['/healthz', '/readyz', '/metrics']) {
    app.get(page, { logLevel: 'silent' }, async (_request, reply) => {
      const answer = await fetch(`http://${host}:${ops.port}${page}`)
      const type = answer.headers.get('content-type') ?? 'text/plain'
      return reply
        .code(answer.status)
        .type(type)
        .send(await answer.text())
    })
  }
}
