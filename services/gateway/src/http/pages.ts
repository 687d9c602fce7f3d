import scalar from '@scalar/fastify-api-reference'
import type { FastifyInstance } from 'fastify'
import { PAGE_POLICY, REFERENCE_POLICY } from './headers.ts'

/** The reference works offline and sends nothing anywhere: no fonts, no telemetry, no vendor's buttons. */
const REFERENCE = {
  url: '/api/openapi.json',
  withDefaultFonts: false,
  telemetry: false,
  showDeveloperTools: 'never',
  hideClientButton: true,
  agent: { disabled: true },
}

const WELCOME = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Runhive</title>
<style>body{font:16px/1.6 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}</style>
<h1>Runhive</h1>
<p>Runs other people's code safely and fast: a fresh, network-less container for every execution.</p>
<ul>
<li><a href="/docs">API reference</a></li>
<li><a href="/api/openapi.json">OpenAPI document</a></li>
<li><a href="/api/v1/languages">Languages</a></li>
<li><a href="/api/v1/status">Status</a></li>
</ul>
</html>
`

/** What is for people, and the OpenAPI document. */
export function registerPages(app: FastifyInstance, openApi: unknown): void {
  const document = JSON.stringify(openApi)
  app.get('/api/openapi.json', (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(document),
  )
  app.get('/', (_request, reply) =>
    reply.header('content-security-policy', PAGE_POLICY).type('text/html; charset=utf-8').send(WELCOME),
  )
  void app.register(async (scope) => {
    scope.addHook('onRequest', async (_request, reply) => {
      reply.header('content-security-policy', REFERENCE_POLICY)
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
