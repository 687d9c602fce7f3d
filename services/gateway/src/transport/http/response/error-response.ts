import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Logger } from '@runhive/process/log'
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { GatewayError } from '../../../errors/gateway-error.ts'
import { type PublicError, toPublicError } from '../../../errors/public-error.ts'
import { toErrorHeaders } from './error-headers.ts'
import { SECURITY_HEADERS } from './security-headers.ts'

/**
 * Answers anything that a route or fastify itself threw. A defect is logged here, once, and the caller gets only its
 * request id.
 */
export function answerErrors(log: Logger) {
  return (thrown: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const error = toPublicError(isLeaving(thrown, reply) ? new GatewayError('CANCELLED') : thrown)
    if (error.defect)
      logDefect(log, thrown, { requestId: request.id, route: request.routeOptions.url ?? 'none' })
    // Set again, because what fastify refuses by itself has not passed the hooks.
    reply.header('x-request-id', request.id).headers({ ...SECURITY_HEADERS, ...toErrorHeaders(error) })
    const body = request.url.startsWith('/trpc/') ? toTrpcBody(error, request.id) : toBody(error, request.id)
    reply.code(error.status).type('application/json; charset=utf-8').send(JSON.stringify(body))
  }
}

const LEAVING: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'])

/** A caller that leaves early is no defect. */
function isLeaving(thrown: unknown, { raw }: FastifyReply): boolean {
  return raw.destroyed && thrown instanceof Error && 'code' in thrown && LEAVING.has(thrown.code)
}

export function logDefect(log: Logger, cause: unknown, where: Readonly<Record<string, unknown>>): void {
  log.error({ ...where, err: cause }, 'a request failed because of a defect')
}

/** Logs what a procedure threw if it is a defect of ours; other errors are only answered. */
export function reportDefect(log: Logger, error: Error, where: Readonly<Record<string, unknown>>): void {
  if (toPublicError(error).defect) logDefect(log, error, where)
}

export function toBody({ code, message, details }: PublicError, requestId: string) {
  return { code, message, requestId, details }
}

/** Errors from before tRPC sees a request, in the shape that tRPC's clients read. */
function toTrpcBody({ code, message, details, status, trpc }: PublicError, requestId: string) {
  const data = { code, message, requestId, details, httpStatus: status }
  return { error: { code: TRPC_ERROR_CODES_BY_KEY[trpc], message, data } }
}

/**
 * Answers what Node's HTTP parser refused: there is no request yet, only a socket. It is closed without waiting for the
 * client: a client that was only asked to close could stay, and with it what it has sent.
 */
export function answerClientError(thrown: Error & { code?: string }, socket: Socket): void {
  if (thrown.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const known = toPublicError(thrown)
  const message = known.defect ? UNREADABLE[thrown.code ?? ''] : undefined
  const malformed = new GatewayError('BAD_REQUEST', message === undefined ? {} : { message })
  answerOnSocket(known.defect ? malformed : thrown, socket)
}

const LENGTH =
  '`Content-Length` must occur once, be a whole number, and not be combined with `Transfer-Encoding`.'

/** What Node's parser can say that helps the sender. */
const UNREADABLE: Readonly<Record<string, string>> = {
  HPE_INVALID_METHOD:
    'The request does not start with an HTTP method. TLS is terminated by the proxy in front, not here.',
  HPE_INVALID_VERSION: 'The first line must end with HTTP/1.1 and CR LF.',
  HPE_PAUSED_H2_UPGRADE: 'HTTP/2 is not supported here: use HTTP/1.1.',
  HPE_INVALID_CONTENT_LENGTH: LENGTH,
  HPE_UNEXPECTED_CONTENT_LENGTH: LENGTH,
  HPE_INVALID_TRANSFER_ENCODING:
    '`Transfer-Encoding` must be chunked, and not be combined with `Content-Length`.',
}

/** Answers on a bare socket, and closes it. */
export function answerOnSocket(thrown: Error, socket: Duplex, requestId: string = crypto.randomUUID()): void {
  const error = toPublicError(thrown)
  const body = JSON.stringify(toBody(error, requestId))
  const headers = {
    ...SECURITY_HEADERS,
    ...toErrorHeaders(error),
    'x-request-id': requestId,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${error.status} ${error.code}\r\n${lines.join('')}\r\n${body}`, () => socket.destroy())
}
