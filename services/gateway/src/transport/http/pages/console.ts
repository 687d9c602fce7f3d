import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fastifyStatic } from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { GatewayError } from '../../../errors/gateway-error.ts'
import type { Site } from '../caller/site.ts'
import { consolePolicy, PAGE_POLICY } from '../response/security-headers.ts'

export interface ConsoleDeps {
  /** Where the built console is. It may be built, or built again, while the gateway runs. */
  readonly dir: string
  readonly site: Site
  /** The error where there is no page either. */
  readonly nothingHere: (request: FastifyRequest) => GatewayError
}

/** The build's placeholder for a nonce. */
const NONCE_PLACEHOLDER = '__CSP_NONCE__'
/** Paths that are never pages: not found is answered in JSON. */
const NO_PAGES = ['/api', '/trpc', '/auth', '/assets', '/docs']

const NOT_BUILT = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Runhive</title>
<style>body{font:16px/1.6 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}</style>
<h1>Runhive</h1>
<p>The service is running, but its console has not been built. Build it with <code>npm run build -w @runhive/console</code>, and reload.</p>
<ul>
<li><a href="/docs">API reference</a></li>
<li><a href="/api/openapi.json">OpenAPI document</a></li>
<li><a href="/api/v1/languages">Languages</a></li>
<li><a href="/api/v1/status">Status</a></li>
</ul>
</html>
`

/** The console: its assets, whose names change with their content, and one page for every other path. */
export function registerConsole(app: FastifyInstance, deps: ConsoleDeps): void {
  void app.register(async (scope) => {
    scope.setErrorHandler((error: Error & { statusCode?: number }) => {
      // The plugin has its own errors for malformed paths.
      throw (error.statusCode ?? 500) < 500 ? new GatewayError('NOT_FOUND', { cause: error }) : error
    })
    await scope.register(fastifyStatic, {
      root: join(deps.dir, 'assets'),
      prefix: '/assets/',
      index: false,
      decorateReply: false,
      preCompressed: true,
      immutable: true,
      maxAge: '365d',
      // One folder of files: any other path is a probe.
      allowedPath: (path) => /^\/?[\w-][\w.-]*$/.test(path),
    })
  })
  app.setNotFoundHandler((request, reply) => sendPage(deps, request, reply))
}

async function sendPage(
  { dir, site, nothingHere }: ConsoleDeps,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  if (!wantsPage(request)) throw nothingHere(request)
  const page = await readFile(join(dir, 'index.html'), 'utf8').catch(() => undefined)
  reply.type('text/html; charset=utf-8').header('cache-control', 'no-store')
  if (page === undefined) return reply.header('content-security-policy', PAGE_POLICY).send(NOT_BUILT)
  const nonce = randomBytes(16).toString('base64')
  return reply
    .header('content-security-policy', consolePolicy(site.url, nonce))
    .send(page.replaceAll(NONCE_PLACEHOLDER, nonce))
}

function wantsPage({ method, url, headers }: FastifyRequest): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  const path = url.split('?', 1)[0] ?? ''
  if (NO_PAGES.some((prefix) => path === prefix || path.startsWith(`${prefix}/`))) return false
  return path === '/' || (headers.accept?.includes('text/html') ?? false)
}
