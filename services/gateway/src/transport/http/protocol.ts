import type { IncomingMessage, ServerOptions, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { GatewayError } from '../../errors/gateway-error.ts'
import { toPublicError } from '../../errors/public-error.ts'
import { readRequestId } from './caller/request-headers.ts'
import { toErrorHeaders } from './response/error-headers.ts'
import { answerOnSocket, toBody } from './response/error-response.ts'
import { SECURITY_HEADERS } from './response/security-headers.ts'

/** The path of WebSockets. */
const SOCKET_PATH = '/trpc'
const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST']

/**
 * Node would answer these itself, not in our shape: a missing `Host`, and an upgrade to another protocol. The latter is
 * no error: a client that offers HTTP/2 this way is answered in HTTP/1.1.
 */
export const PROTOCOL_OPTIONS: ServerOptions = {
  requireHostHeader: false,
  shouldUpgradeCallback: (request) =>
    isSocket(request) && request.method === 'GET' && request.url?.split('?', 1)[0] === SOCKET_PATH,
}

/** A request target in absolute form, as for a proxy, is reduced to its path. `*` and other forms stay as they are. */
export function toPathAndQuery({ url = '/' }: { url?: string | undefined }): string {
  const [, rest] = /^https?:\/\/[^/?#]*(.*)$/i.exec(url) ?? []
  if (rest === undefined) return url
  return rest.startsWith('/') ? rest : `/${rest}`
}

/**
 * Refuses requests that proxies on the way could read in another way. To be called before routes are registered; the
 * hooks of answers make sure that the refusal can be read.
 */
export function refuseOddRequests(app: FastifyInstance): void {
  app.server.on('checkExpectation', answerExpectation)
  app.server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    const message = 'This is not a proxy: CONNECT is not supported.'
    const error = new GatewayError('METHOD_NOT_ALLOWED', { message, details: { allow: METHODS } })
    answerOnSocket(error, socket, readRequestId(request.headers))
  })
  app.addHook('onRequest', async ({ raw }, reply) => {
    const problem = problemOf(raw)
    if (problem !== undefined) {
      // Where such a request ends is uncertain, so nothing is read after it.
      reply.header('connection', 'close')
      throw new GatewayError('BAD_REQUEST', { message: problem })
    }
    if (isSocket(raw)) {
      throw new GatewayError('NOT_FOUND', { message: `Open WebSockets with GET ${SOCKET_PATH}.` })
    }
  })
}

function problemOf(request: IncomingMessage): string | undefined {
  const { headers, httpVersion } = request
  if (httpVersion !== '1.1' && httpVersion !== '1.0') {
    return `HTTP/${httpVersion} is not supported on this connection: use HTTP/1.1.`
  }
  const hosts = countHosts(request.rawHeaders)
  if (hosts > 1) return 'The `Host` header must occur once.'
  if (hosts === 0 && httpVersion === '1.1') return 'The `Host` header is missing: HTTP/1.1 requires it.'
  if (hosts === 1 && !HOST.test(headers.host ?? ''))
    return 'The `Host` header must be a host name or an address.'
  const coding = headers['transfer-encoding']
  if (coding === undefined) return undefined
  if (httpVersion === '1.0') return 'HTTP/1.0 does not support `Transfer-Encoding`.'
  return coding.toLowerCase() === 'chunked' ? undefined : '`Transfer-Encoding` must be chunked.'
}

/** A name, an IPv4 address or an IPv6 one in brackets, with an optional port; not empty. */
const HOST = /^(?:[\w.~%!$&'()*+,;=-]+|\[[\da-f:.]+(?:%25[\w.~-]+)?\])(?::\d*)?$/i

function countHosts(rawHeaders: readonly string[]): number {
  let count = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    if (name.length === 4 && name.toLowerCase() === 'host') count += 1
  }
  return count
}

function isSocket({ headers: { upgrade, connection } }: IncomingMessage): boolean {
  return upgrade?.toLowerCase() === 'websocket' && /\bupgrade\b/i.test(connection ?? '')
}

/** Answered at once, because its sender may be waiting with the body. */
function answerExpectation(request: IncomingMessage, response: ServerResponse): void {
  const error = toPublicError(new GatewayError('EXPECTATION_FAILED'))
  const requestId = readRequestId(request.headers)
  response.writeHead(error.status, {
    ...SECURITY_HEADERS,
    ...toErrorHeaders(error),
    'x-request-id': requestId,
    'content-type': 'application/json; charset=utf-8',
    connection: 'close',
  })
  response.end(JSON.stringify(toBody(error, requestId)))
}
