import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { RATE_HEADERS } from './caller/answer-headers.ts'
import { readKey } from './caller/request-headers.ts'
import type { Paths } from './paths.ts'
import { API_PATHS, isApi } from './response/security-headers.ts'

/** What pages may send: credentials and what our clients add. */
const ALLOWED_HEADERS = [
  'authorization',
  'content-encoding',
  'content-type',
  'idempotency-key',
  'last-event-id',
  'traceparent',
  'trpc-accept',
  'x-api-key',
  'x-request-id',
].join(', ')
const ALLOWED_METHODS = 'GET, POST, PATCH, DELETE'
const EXPOSED_HEADERS = [
  ...RATE_HEADERS,
  'Allow',
  'Location',
  'Retry-After',
  'WWW-Authenticate',
  'X-Request-Id',
].join(', ')
/** Browsers cache an answer for two hours at most. */
const PREFLIGHT_SECONDS = '7200'

/**
 * Lets pages of any origin use API keys, and nothing but keys. A preflight cannot know the key, so it is answered for
 * everyone: the key is the authority, and `auth` checks at admission whether a browser key belongs to the origin.
 * Credentials are never allowed, so that no cookie counts and no answer to one can be read by another site.
 */
export function registerCors(app: FastifyInstance, paths: Paths): void {
  app.addHook('onRequest', async (request, reply) => {
    if (
      isApi(request.url) &&
      request.headers.origin !== undefined &&
      readKey(request.headers) !== undefined
    ) {
      allow(request, reply)
      reply.header('access-control-expose-headers', EXPOSED_HEADERS)
    }
  })
  for (const path of API_PATHS) {
    app.options(`${path}/*`, async (request, reply) => {
      allow(request, reply)
      const methods = paths.methodsAt(request.url.split('?', 1)[0] ?? '')
      if (methods.length > 0) reply.header('allow', methods.join(', '))
      return reply
        .header('access-control-allow-methods', ALLOWED_METHODS)
        .header('access-control-allow-headers', ALLOWED_HEADERS)
        .header('access-control-max-age', PREFLIGHT_SECONDS)
        .code(204)
        .send()
    })
  }
}

function allow({ headers }: FastifyRequest, reply: FastifyReply): void {
  if (headers.origin !== undefined) reply.header('access-control-allow-origin', headers.origin)
}
