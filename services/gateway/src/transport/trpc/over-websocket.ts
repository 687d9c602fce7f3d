import type { IncomingMessage } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import { countedAs } from '@runhive/process/address'
import type { Logger } from '@runhive/process/log'
import type { AnyTRPCRouter } from '@trpc/server'
import { getWSConnectionHandler, jsonEncoder } from '@trpc/server/adapters/ws'
import type { FastifyInstance } from 'fastify'
import { type WebSocket, WebSocketServer } from 'ws'
import { foreignPage } from '../../admission/admission.ts'
import { createGate } from '../../domain/gate.ts'
import { GatewayError } from '../../errors/gateway-error.ts'
import { toPublicError } from '../../errors/public-error.ts'
import { HEARTBEAT_MS } from '../../procedure/builder.ts'
import type { Context, SocketOperations } from '../../procedure/context.ts'
import { assertModestJson } from '../http/body/json-shape.ts'
import { type Edge, toSocketContext } from '../http/caller/contexts.ts'
import { readRequestId } from '../http/caller/request-headers.ts'
import { toErrorHeaders } from '../http/response/error-headers.ts'
import { answerOnSocket, reportDefect, toBody } from '../http/response/error-response.ts'
import type { Turns } from '../http/turns.ts'
import { MAX_BATCH } from './over-http.ts'
import { attend, type SharedBySockets } from './socket/attend.ts'
import { createByteBudget } from './socket/byte-budget.ts'
import { CLOSE, type Why } from './socket/close.ts'
import { createPlaces, type Places } from './socket/places.ts'
import { subscriptionCounter, untilWritable } from './socket/subscriptions.ts'

export interface SocketSettings {
  readonly maxSockets: number
  readonly maxSocketsPerIp: number
  readonly maxSubscriptionsPerSocket: number
  readonly maxOperationsPerSocket: number
}

export interface SocketOptions extends SocketSettings {
  readonly router: AnyTRPCRouter
  readonly log: Logger
  readonly edge: Edge
  /** Shared with the requests of the same addresses. */
  readonly turns: Turns
  readonly maxMessageBytes: number
  /** Called when a socket is refused or closed for one of the limits. */
  readonly onTurnedAway: (why: TurnedAway) => void
}

/** Refused at the handshake, by the limit of its address or of all, or closed later. */
export type TurnedAway = 'address' | 'all' | Why

export interface Sockets extends AsyncDisposable {
  /** Asks every client to connect again, and takes no new ones. */
  leave(): void
  /** How many are open. */
  count(): number
}

/** Operations under way of one address and in all, as multiples of one socket's limit. */
const SOCKETS_OF_ADDRESS = 8
const SOCKETS_IN_ALL = 64
/**
 * Messages of the maximum size that one address and all may have in memory; half of all is for authenticated callers.
 */
const MESSAGES_OF_ADDRESS = 8
const MESSAGES_IN_ALL = 32
/**
 * Fragments of a large message have 4 KiB at least on average, and chunks from the network 512 bytes: an honest
 * client's are larger.
 */
const FRAGMENT_BYTES = 4_096
const CHUNK_BYTES = 512
const MIN_PARTS = 256
/** How long a client may take for the closing handshake, milliseconds. The types do not have it yet. */
const CLOSING = { closeTimeout: 3_000 }
/** A silent socket is pinged after three of them, and has one to answer. */
const BEAT_MS = HEARTBEAT_MS / 3

/**
 * tRPC over WebSocket on the same path. One socket is many operations: its context is made once, so nothing in it may
 * say that the caller is admitted; each operation asks for that itself.
 */
export function openSockets(app: FastifyInstance, options: SocketOptions): Sockets {
  const { log, edge, maxMessageBytes, maxSubscriptionsPerSocket } = options
  const addressOf = (request: IncomingMessage) => countedAs(edge.addressOf(request))
  const places = createPlaces({ perAddress: options.maxSocketsPerIp, inAll: options.maxSockets })
  const shared = createShared(options)
  // A client that connects again sends all its subscriptions in one message: what a socket may hold must fit.
  const maxBatch = maxSubscriptionsPerSocket + MAX_BATCH
  const wss = openHandshakes(app, options, places)
  wss.on('connection', (socket, request) => {
    const address = addressOf(request)
    const place = places.enter(address, () => close('room'))
    if (!place) return socket.close(CLOSE.room.code, CLOSE.room.reason)
    socket.once('close', () => place[Symbol.dispose]())
    const close = attend(socket, request, {
      address,
      shared,
      maxMessageBytes,
      maxOperations: options.maxOperationsPerSocket,
      // All that a client sends after a reconnect may be refused, and it may end each one and say PING after it.
      maxStrikes: 2 * maxBatch,
      beatMs: BEAT_MS,
      onKnown: place.know,
      onClosing: options.onTurnedAway,
      listen: (operations) => listen(socket, request, operations),
    })
  })

  function listen(socket: WebSocket, request: IncomingMessage, operations: SocketOperations): void {
    const handle = getWSConnectionHandler<AnyTRPCRouter>({
      wss,
      router: options.router,
      createContext: ({ info }): Context => {
        const upgrade = {
          params: info.connectionParams,
          enterSubscription: subscriptionCounter(maxSubscriptionsPerSocket),
          untilWritable: (signal: AbortSignal) => untilWritable(socket, signal),
          operations,
        }
        return toSocketContext(request, upgrade, edge)
      },
      onError: ({ error, path, ctx }) => reportDefect(log, error, { requestId: ctx?.requestId, path }),
      experimental_encoder: { ...jsonEncoder, decode: decodeAtMost(maxBatch) },
    })
    handle(socket, request)
  }

  return {
    count: () => wss.clients.size,
    leave() {
      for (const client of wss.clients) {
        if (client.readyState === client.OPEN) client.send(RECONNECT)
      }
    },
    async [Symbol.asyncDispose]() {
      await setImmediate() // what has just ended is still to be written
      for (const client of wss.clients) client.close(1001)
      wss.close()
      await setImmediate()
      for (const client of wss.clients) client.terminate()
    },
  }
}

/** Decides who may open a socket at all, and answers malformed handshakes. */
function openHandshakes(app: FastifyInstance, options: SocketOptions, places: Places): WebSocketServer {
  const { edge, maxMessageBytes } = options
  const wss = new WebSocketServer({
    server: app.server,
    path: '/trpc',
    maxPayload: maxMessageBytes,
    maxFragments: Math.max(MIN_PARTS, Math.ceil(maxMessageBytes / FRAGMENT_BYTES)),
    maxBufferedChunks: Math.max(MIN_PARTS, Math.ceil(maxMessageBytes / CHUNK_BYTES)),
    perMessageDeflate: false,
    ...CLOSING,
    verifyClient: ({ req }, answer) => {
      const full = places.refusal(countedAs(edge.addressOf(req)))
      const refusal = refuse(req, edge, full)
      if (!refusal) return answer(true)
      if (full) options.onTurnedAway(full)
      answer(false, ...toHandshakeAnswer(refusal, req))
    },
  })
  wss.on('wsClientError', ({ message }, socket, request) => {
    const refusal = new GatewayError('BAD_REQUEST', {
      message: `The WebSocket cannot be opened: ${message}.`,
    })
    answerOnSocket(refusal, socket, readRequestId(request.headers))
  })
  return wss
}

/** What tRPC's clients take as a request to connect again. */
const RECONNECT = JSON.stringify({ id: null, method: 'reconnect' })

function createShared({ turns, maxOperationsPerSocket, maxMessageBytes }: SocketOptions): SharedBySockets {
  return {
    turns,
    ofAddress: createGate(SOCKETS_OF_ADDRESS * maxOperationsPerSocket),
    ofAll: createGate(SOCKETS_IN_ALL * maxOperationsPerSocket),
    budget: createByteBudget({
      perAddress: MESSAGES_OF_ADDRESS * maxMessageBytes,
      inAll: MESSAGES_IN_ALL * maxMessageBytes,
      unknown: (MESSAGES_IN_ALL / 2) * maxMessageBytes,
    }),
  }
}

/** tRPC would answer every entry of a longer list, with many times the bytes that were sent. */
function decodeAtMost(maximum: number) {
  return (data: string | ArrayBuffer | Uint8Array): unknown => {
    assertModestJson(String(data))
    const message = jsonEncoder.decode(data)
    if (!Array.isArray(message) || message.length <= maximum) return message
    throw new GatewayError('BAD_REQUEST', {
      message: `A message may contain at most ${maximum} operations.`,
      details: { maximum },
    })
  }
}

/**
 * Browsers send the cookie with a socket's first request from any page, and what comes later has no headers. So a
 * cookie is taken from our own pages only, although a key might follow.
 */
function refuse(
  request: IncomingMessage,
  { site, cookies }: Edge,
  full: 'address' | 'all' | undefined,
): GatewayError | undefined {
  const { headers } = request
  if (cookies.readSession(headers) && site.pageOf(headers) !== 'own') return foreignPage()
  if (full === 'address') return new GatewayError('TOO_MANY_SOCKETS')
  return full && new GatewayError('OVERLOADED')
}

function toHandshakeAnswer(
  refusal: GatewayError,
  request: IncomingMessage,
): [number, string, Record<string, string>] {
  const error = toPublicError(refusal)
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    ...toErrorHeaders(error),
  }
  return [error.status, JSON.stringify(toBody(error, readRequestId(request.headers))), headers]
}
