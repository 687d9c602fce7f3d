import type { IncomingMessage } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Context, SocketOperations } from '../../../procedure/context.ts'
import type { InFlight } from '../../../procedure/in-flight.ts'
import { NO_HEADERS, toAnswerHeaders } from './answer-headers.ts'
import type { ClientAddress } from './client-address.ts'
import type { Cookies } from './cookies.ts'
import {
  readKey,
  readOrigin,
  readRequestId,
  readTraceparent,
  readUserAgent,
  toCredential,
} from './request-headers.ts'
import type { Site } from './site.ts'

export interface Edge {
  readonly site: Site
  readonly cookies: Cookies
  readonly inFlight: InFlight
  readonly addressOf: ClientAddress
  /** Somebody was admitted with this request, or on the socket that it opened. */
  readonly noteAdmitted: (request: IncomingMessage) => void
}

export function toHttpContext(
  request: FastifyRequest,
  reply: FastifyReply,
  { site, cookies, inFlight, addressOf, noteAdmitted }: Edge,
): Context {
  const { headers } = request
  const credential = toCredential(readKey(headers), cookies.readSession(headers))
  return {
    requestId: request.id,
    traceparent: readTraceparent(headers),
    credential,
    page: site.pageOf(headers),
    ip: addressOf(request.raw),
    userAgent: readUserAgent(headers),
    origin: readOrigin(headers),
    inFlight,
    noteAdmitted: () => noteAdmitted(request.raw),
    answer: toAnswerHeaders(reply, credential, cookies),
    afterAnswer: (work) => {
      if (reply.raw.closed || reply.raw.destroyed) work()
      else reply.raw.once('close', work)
    },
  }
}

export interface Upgrade {
  readonly params: Readonly<Record<string, string | undefined>> | null
  readonly enterSubscription: () => Disposable
  readonly untilWritable: (signal: AbortSignal) => Promise<void>
  readonly operations: SocketOperations
}

/** The key of a socket travels in the connection's parameters; Node's clients may send it as a header too. */
export function toSocketContext(
  request: IncomingMessage,
  upgrade: Upgrade,
  { site, cookies, inFlight, addressOf, noteAdmitted }: Edge,
): Context {
  const { headers } = request
  return {
    requestId: readRequestId(headers),
    traceparent: readTraceparent(headers),
    credential: toCredential(upgrade.params?.apiKey || readKey(headers), cookies.readSession(headers)),
    page: site.pageOf(headers),
    ip: addressOf(request),
    userAgent: readUserAgent(headers),
    origin: readOrigin(headers),
    inFlight,
    noteAdmitted: () => noteAdmitted(request),
    answer: NO_HEADERS,
    afterAnswer: (work) => void setImmediate().then(work),
    enterSubscription: upgrade.enterSubscription,
    untilWritable: upgrade.untilWritable,
    operations: upgrade.operations,
  }
}
