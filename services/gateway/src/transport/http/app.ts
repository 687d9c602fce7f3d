import type { LiveSpan, Spans } from '@runhive/mesh/spans'
import type { Logger } from '@runhive/process/log'
import Fastify, { type FastifyInstance } from 'fastify'
import { GatewayError } from '../../errors/gateway-error.ts'
import type { HttpMetrics } from '../../metrics/edge-metrics.ts'
import type { InFlight } from '../../procedure/in-flight.ts'
import type { Rooms } from './body/body-rooms.ts'
import { drainBodies, drainBody } from './body/drain-body.ts'
import { answerExpectations } from './body/expect-continue.ts'
import { type BodyOptions, takeJsonOnly } from './body/json-parser.ts'
import { readRequestId, readTraceparent } from './caller/request-headers.ts'
import { PROTOCOL_OPTIONS, refuseOddRequests, toPathAndQuery } from './protocol.ts'
import { onOver } from './request-end.ts'
import { answerClientError, answerErrors } from './response/error-response.ts'
import { API_HEADERS, isApi, SECURITY_HEADERS } from './response/security-headers.ts'

export interface AppOptions {
  readonly body: BodyOptions
  readonly rooms: Rooms
  readonly log: Logger
  readonly inFlight: InFlight
  readonly metrics: HttpMetrics
  readonly spans?: Spans | undefined
  /** Aborts when the gateway stops taking requests. */
  readonly stopping: AbortSignal
}

/** A tRPC batch carries its procedures' names in the path. */
const MAX_PATH_PARAMETER = 2_000
/** Request line and headers together: Node's own default, set here because it is part of the interface. */
const MAX_HEADER_BYTES = 16 * 1024
/**
 * How long the headers of a request may take to arrive, from the opening of its connection for the first,
 * milliseconds. Must be less than what a whole request may take: Node takes the larger of the two for that.
 */
const HEADERS_TIMEOUT_MS = 10_000
/** The same for a whole request: a bound for bodies that nobody reads. Reading a body has stricter ones. */
const REQUEST_TIMEOUT_MS = 90_000
/** How often Node checks these, milliseconds: requests may be late by as much. */
const LOOK_EVERY_MS = 2_000

/**
 * The HTTP server without routes: limits, request ids, headers, error answers, one log line per request. The console
 * sets the handler for unknown paths.
 */
export function createApp(options: AppOptions): FastifyInstance {
  const { log } = options
  const app = Fastify({
    bodyLimit: options.body.maximum,
    routerOptions: { maxParamLength: MAX_PATH_PARAMETER, ignoreTrailingSlash: true },
    http: {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: LOOK_EVERY_MS,
      ...PROTOCOL_OPTIONS,
    },
    rewriteUrl: toPathAndQuery,
    requestTimeout: REQUEST_TIMEOUT_MS,
    requestIdHeader: false,
    genReqId: (request) => readRequestId(request.headers),
    // Event streams never end by themselves; what must end first is waited for in preClose.
    forceCloseConnections: true,
    return503OnClosing: false,
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => {
      void drainBody(request, reply).then(() => answerErrors(log)(error, request, reply))
    },
  })
  app.setErrorHandler(answerErrors(log))
  takeJsonOnly(app, options.body)
  answerExpectations(app)
  drainBodies(app)
  if (options.spans) traceRequests(app, options.spans)
  countRequests(app, options)
  refuseOddRequests(app)
  return app
}

/** A span from a request's head to its answer's end. Handlers see it as if the caller had sent it. */
function traceRequests(app: FastifyInstance, spans: Spans): void {
  const underWay = new WeakMap<object, LiveSpan>()
  app.addHook('onRequest', async (request) => {
    const { method } = request
    const route = request.routeOptions.url ?? 'none'
    const span = spans.start(`${method} ${route}`, {
      kind: 'server',
      parent: request.headers.traceparent === undefined ? undefined : readTraceparent(request.headers),
      facts: { 'http.request.method': method, 'http.route': route },
    })
    request.headers.traceparent = span.traceparent
    underWay.set(request, span)
  })
  onOver(app, (request, _reply, status) => {
    const span = underWay.get(request)
    span?.set({ 'http.response.status_code': status })
    span?.end(status < 500 ? 'OK' : 'INTERNAL')
  })
}

function countRequests(app: FastifyInstance, { inFlight, rooms, stopping, metrics, log }: AppOptions): void {
  const underWay = new WeakMap<object, Disposable>()
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    reply.headers(SECURITY_HEADERS)
    if (isApi(request.url)) reply.headers(API_HEADERS)
    if (stopping.aborted) {
      reply.header('connection', 'close')
      throw new GatewayError('STOPPING')
    }
    underWay.set(request, inFlight.enter())
  })
  app.addHook('onSend', async (request, reply, payload) => {
    // An event stream is not waited for: its watcher continues at another gateway.
    if (String(reply.getHeader('content-type')).startsWith('text/event-stream')) {
      underWay.get(request)?.[Symbol.dispose]()
    }
    return payload
  })
  onOver(app, (request, reply, status) => {
    rooms.leave(request.raw)
    underWay.get(request)?.[Symbol.dispose]()
    const route = request.routeOptions.url ?? 'none'
    const { method } = request
    metrics.observe({ method, route, status }, reply.elapsedTime)
    const durationMs = Math.round(reply.elapsedTime * 100) / 100
    log.info({ requestId: request.id, method, route, status, durationMs }, 'request')
  })
}
