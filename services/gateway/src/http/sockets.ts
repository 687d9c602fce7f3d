import type { IncomingMessage } from 'node:http'
import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import { countedAs } from '@runhive/process/address'
import type { Logger } from '@runhive/process/log'
import { applyWSSHandler } from '@trpc/server/adapters/ws'
import type { FastifyInstance } from 'fastify'
import { type WebSocket, WebSocketServer } from 'ws'
import { foreignPage } from '../admission/admission.ts'
import { readRequestId } from '../context.ts'
import { GatewayError, toPublicError } from '../errors.ts'
import type { AppRouter } from '../trpc/router.ts'
import { HEARTBEAT_MS } from '../trpc/trpc.ts'
import { type Edge, toSocketContext } from './contexts.ts'
import { createCounter } from './counter.ts'
import { toErrorHeaders } from './error-headers.ts'
import { answerOnSocket, reportDefect, toBody } from './errors.ts'
import { MAX_BATCH } from './trpc.ts'

export interface SocketOptions {
  readonly router: AppRouter
  readonly log: Logger
  readonly edge: Edge
  readonly maxMessageBytes: number
  readonly maxSocketsPerIp: number
  readonly maxSubscriptionsPerSocket: number
}

export interface Sockets extends AsyncDisposable {
  /** Asks every client to connect again, and takes no new ones. */
  leave(): void
  /** How many are open. */
  count(): number
}

/**
 * tRPC over WebSocket on the same path. One socket is many operations: its context is made once, so nothing in it may
 * say that the caller is admitted; each operation asks for that itself.
 */
export function openSockets(app: FastifyInstance, options: SocketOptions): Sockets {
  const { log, edge } = options
  const counted = (request: IncomingMessage) => countedAs(edge.addressOf(request))
  const perIp = createCounter(options.maxSocketsPerIp)
  const wss = new WebSocketServer({
    server: app.server,
    path: '/trpc',
    maxPayload: options.maxMessageBytes,
    perMessageDeflate: false,
    verifyClient: ({ req }, answer) => {
      const refusal = refuse(req, edge, () => perIp.has(counted(req)))
      if (refusal) answer(false, ...toHandshakeAnswer(refusal, req))
      else answer(true)
    },
  })
  // What is no handshake, although it asked for one.
  wss.on('wsClientError', ({ message }, socket, request) => {
    const refusal = new GatewayError('BAD_REQUEST', { message: `No WebSocket can be opened: ${message}.` })
    answerOnSocket(refusal, socket, readRequestId(request.headers))
  })
  wss.on('connection', (socket, request) => {
    const place = perIp.tryEnter(counted(request))
    if (!place) socket.close(1013, 'too many sockets are open from your address')
    socket.once('close', () => place?.[Symbol.dispose]())
  })
  const handler = applyWSSHandler<AppRouter>({
    wss,
    router: options.router,
    // A client that connects again sends all its subscriptions in one message: what a socket may hold must fit.
    maxBatchSize: options.maxSubscriptionsPerSocket + MAX_BATCH,
    createContext: ({ req, res, info }) => {
      const upgrade = {
        params: info.connectionParams,
        enterSubscription: subscriptionCounter(options.maxSubscriptionsPerSocket),
        untilWritable: (signal: AbortSignal) => untilWritable(res, signal),
      }
      return toSocketContext(req, upgrade, edge)
    },
    onError: ({ error, path, ctx }) => reportDefect(log, error, { requestId: ctx?.requestId, path }),
    keepAlive: { enabled: true, pingMs: HEARTBEAT_MS, pongWaitMs: HEARTBEAT_MS / 3 },
  })
  return {
    count: () => wss.clients.size,
    leave: () => handler.broadcastReconnectNotification(),
    async [Symbol.asyncDispose]() {
      await setImmediate() // what has just ended is still to be written
      for (const client of wss.clients) client.close(1001)
      wss.close()
      await setImmediate()
      for (const client of wss.clients) client.terminate()
    },
  }
}

/** What may wait in a socket for a watcher that reads slowly, bytes; the rest stays in the log until there is room. */
const MAX_BUFFERED_BYTES = 1024 * 1024
const LOOK_AGAIN_MS = 20

/** A WebSocket does not say when it has drained, so a full one is looked at again and again. */
async function untilWritable(
  socket: Pick<WebSocket, 'bufferedAmount' | 'readyState' | 'OPEN'>,
  signal: AbortSignal,
): Promise<void> {
  const isFull = () => socket.readyState === socket.OPEN && socket.bufferedAmount > MAX_BUFFERED_BYTES
  while (isFull() && !signal.aborted) await sleep(LOOK_AGAIN_MS)
}

/**
 * Browsers send the cookie with a socket's first request from any page, and what comes later has no headers. So a cookie is taken
 * from our own pages only, although a key might follow.
 */
function refuse(
  request: IncomingMessage,
  { site, cookies }: Edge,
  hasRoom: () => boolean,
): GatewayError | undefined {
  const { headers } = request
  if (cookies.readSession(headers) && site.pageOf(headers) !== 'own') return foreignPage()
  return hasRoom() ? undefined : new GatewayError('TOO_MANY_SOCKETS')
}

function subscriptionCounter(maximum: number): () => Disposable {
  const counter = createCounter(maximum)
  return () => {
    const place = counter.tryEnter('socket')
    if (!place) throw new GatewayError('TOO_MANY_STREAMS', { details: { maximum } })
    return place
  }
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
