import scalar from '@scalar/fastify-api-reference'
import type { FastifyInstance } from 'fastify'
import { REFERENCE_POLICY } from '../response/security-headers.ts'

/** The reference works offline and sends nothing anywhere: no fonts, no telemetry, no vendor's buttons. */
const REFERENCE = {
  url: '/api/openapi.json',
  withDefaultFonts: false,
  telemetry: false,
  showDeveloperTools: 'never',
  hideClientButton: true,
  agent: { disabled: true },
}

/** The OpenAPI document, and the reference that shows it. */
export function registerApiReference(app: FastifyInstance, openApi: unknown): void {
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
    // The plugin's type has fewer settings than its script reads.
    await scope.register(scalar, { routePrefix: '/docs', configuration: REFERENCE as never })
  })
}
