import type { IncomingMessage } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import type { Logger } from '@runhive/process/log'
import { fastifyRequestHandler } from '@trpc/server/adapters/fastify'
import { applyWSSHandler } from '@trpc/server/adapters/ws'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { WebSocketServer } from 'ws'
import { type Context, readRequestId, readToken, readTraceparent, readUserAgent } from '../context.ts'
import type { Drain } from '../drain.ts'
import { GatewayError, toPublicError } from '../errors.ts'
import type { AppRouter } from '../trpc/router.ts'
import { HEARTBEAT_MS } from '../trpc/trpc.ts'
import { logDefect, toRetryAfter } from './errors.ts'

/** Calls in one HTTP batch. Each is admitted on its own, so this bounds what one request can start. */
const MAX_BATCH = 32

export interface TrpcOptions {
  readonly router: AppRouter
  readonly createContext: (request: FastifyRequest, reply: FastifyReply) => Context
  readonly log: Logger
}

/** tRPC over HTTP: batches, batch streams, and subscriptions as server-sent events. */
export function registerTrpc(app: FastifyInstance, { router, createContext, log }: TrpcOptions): void {
  void app.register(async (scope) => {
    // tRPC reads the body itself.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'string' },
      async (_: unknown, body: string) => body,
    )
    scope.route<{ Params: { path: string } }>({
      method: ['GET', 'POST'],
      url: '/trpc/:path',
      handler: async (req, res) => {
        // tRPC checks this too, but before it has a context and so without a request id to name.
        if (req.params.path.split(',').length > MAX_BATCH) throw new GatewayError('BAD_REQUEST')
        await fastifyRequestHandler({
          router,
          req,
          res,
          path: req.params.path,
          maxBatchSize: MAX_BATCH,
          createContext: () => createContext(req, res),
          onError: ({ error, path }) => reportDefect(log, error, { requestId: req.id, path }),
          responseMeta: ({ errors }) => {
            const retryAfterMs = errors.map(toPublicError).find((error) => error.retryAfterMs)?.retryAfterMs
            return retryAfterMs === undefined
              ? {}
              : { headers: { 'retry-after': toRetryAfter(retryAfterMs) } }
          },
        })
      },
    })
  })
}

function reportDefect(log: Logger, error: Error, where: Readonly<Record<string, unknown>>): void {
  if (toPublicError(error).defect) logDefect(log, error, where)
}

export interface SocketOptions {
  readonly router: AppRouter
  readonly log: Logger
  readonly drain: Drain
  readonly maxMessageBytes: number
}

export interface Sockets extends AsyncDisposable {
  /** Asks every client to connect again, and takes no new ones. */
  leave(): void
}

/**
 * tRPC over WebSocket on the same path. One socket is many operations: its context is made once, so nothing in it may
 * say that the caller is admitted; each operation asks for that itself.
 */
export function openSockets(app: FastifyInstance, options: SocketOptions): Sockets {
  const wss = new WebSocketServer({
    server: app.server,
    path: '/trpc',
    maxPayload: options.maxMessageBytes,
    perMessageDeflate: false,
  })
  const handler = applyWSSHandler<AppRouter>({
    wss,
    router: options.router,
    maxBatchSize: MAX_BATCH,
    createContext: ({ req, info }) => toSocketContext(req, info.connectionParams, options.drain),
    onError: ({ error, path, ctx }) => reportDefect(options.log, error, { requestId: ctx?.requestId, path }),
    keepAlive: { enabled: true, pingMs: HEARTBEAT_MS, pongWaitMs: HEARTBEAT_MS / 3 },
  })
  return {
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

function toSocketContext(
  { headers, socket }: IncomingMessage,
  params: Readonly<Record<string, string | undefined>> | null,
  drain: Drain,
): Context {
  return {
    drain,
    requestId: readRequestId(headers),
    traceparent: readTraceparent(headers),
    token: readToken(headers, params),
    ip: socket.remoteAddress ?? '',
    userAgent: readUserAgent(headers),
    afterAnswer: (work) => void setImmediate().then(work),
  }
}

export function toHttpContext(request: FastifyRequest, reply: FastifyReply, drain: Drain): Context {
  const { headers } = request
  return {
    drain,
    requestId: request.id,
    traceparent: readTraceparent(headers),
    token: readToken(headers),
    ip: request.ip,
    userAgent: readUserAgent(headers),
    afterAnswer: (work) => {
      if (reply.raw.closed || reply.raw.destroyed) work()
      else reply.raw.once('close', work)
    },
  }
}
