import type { IncomingMessage, ServerOptions, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { readRequestId } from '../context.ts'
import { GatewayError, toPublicError } from '../errors.ts'
import { toErrorHeaders } from './error-headers.ts'
import { answerOnSocket, toBody } from './errors.ts'
import { SECURITY_HEADERS } from './headers.ts'

/** Where WebSockets are. */
const SOCKET_PATH = '/trpc'
const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST']

/**
 * What Node would otherwise answer by itself, without our shape: a missing `Host`, and an upgrade to what is not
 * spoken here. The latter is no fault: whoever offers HTTP/2 so is answered in HTTP/1.1, as if it had not.
 */
export const PROTOCOL_OPTIONS: ServerOptions = {
  requireHostHeader: false,
  shouldUpgradeCallback: (request) =>
    isSocket(request) && request.method === 'GET' && request.url?.split('?', 1)[0] === SOCKET_PATH,
}

/** A target may be written whole, as for a proxy: what counts is its path. `*` and the rest stay as they are. */
export function toPathAndQuery({ url = '/' }: { url?: string | undefined }): string {
  const [, rest] = /^https?:\/\/[^/?#]*(.*)$/i.exec(url) ?? []
  if (rest === undefined) return url
  return rest.startsWith('/') ? rest : `/${rest}`
}

/**
 * Refuses what is not HTTP/1.1 as everybody on the way reads it. To be called before routes are made; what an
 * answer needs for the refusal to be read is left to the hooks of answers.
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
      // Where such a request ends is not certain, so nothing is read after it.
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

/** A name, an IPv4 address or an IPv6 one in brackets, and perhaps a port; an empty one names nobody. */
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

/** At once, because its sender may be waiting with the body. */
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
