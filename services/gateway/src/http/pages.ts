import scalar from '@scalar/fastify-api-reference'
import type { FastifyInstance } from 'fastify'
import { REFERENCE_POLICY } from './headers.ts'

/** The reference works offline and sends nothing anywhere: no fonts, no telemetry, no vendor's buttons. */
const REFERENCE = {
  url: '/api/openapi.json',
  withDefaultFonts: false,
  telemetry: false,
  showDeveloperTools: 'never',
  hideClientButton: true,
  agent: { disabled: true },
}

/** The OpenAPI document, and the reference made of it. */
export function registerPages(app: FastifyInstance, openApi: unknown): void {
  const document = JSON.stringify(openApi)
  app.get('/api/openapi.json', { config: { shared: true } }, (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(document),
  )
  void app.register(async (scope) => {
    scope.addHook('onRequest', async (_request, reply) => {
      reply.header('content-security-policy', REFERENCE_POLICY)
    })
    scope.addHook('onRoute', (route) => {
      if (route.url.endsWith('.js')) route.config = { ...route.config, shared: true }
    })
    // The plugin's type knows fewer settings than its script reads.
    await scope.register(scalar, { routePrefix: '/docs', configuration: REFERENCE as never })
  })
}

/** The pages of the ops port on the main one too: the same answers, because they are asked for there. */
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
