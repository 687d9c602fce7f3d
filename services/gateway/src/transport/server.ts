import { fastifyCookie } from '@fastify/cookie'
import type { Spans } from '@runhive/mesh/spans'
import { countedAs } from '@runhive/process/address'
import type { Logger } from '@runhive/process/log'
import type { AnyTRPCRouter } from '@trpc/server'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Registry } from 'prom-client'
import type { Admit } from '../admission/admission.ts'
import {
  createEdgeMetrics,
  createHttpMetrics,
  createOpenMetrics,
  createTurnedAwayMetric,
} from '../metrics/edge-metrics.ts'
import { createInFlight } from '../procedure/in-flight.ts'
import { createApp } from './http/app.ts'
import { createClientAddress } from './http/caller/client-address.ts'
import { toHttpContext } from './http/caller/contexts.ts'
import { createCookies } from './http/caller/cookies.ts'
import { createMayAsk } from './http/caller/may-ask.ts'
import { createSite, type OriginSettings, type Site } from './http/caller/site.ts'
import { registerCors } from './http/cors.ts'
import { createEdgeLimits, type EdgeSettings } from './http/edge-limits.ts'
import { type Listening, listen } from './http/listen.ts'
import { answerOptions, nothingHere, refuseQueries } from './http/not-found.ts'
import { registerApiReference } from './http/pages/api-reference.ts'
import { registerConsole } from './http/pages/console.ts'
import { registerEmbed } from './http/pages/embed.ts'
import { registerOpsPages } from './http/pages/ops-pages.ts'
import { registerSignIn, type SignInDeps } from './http/pages/sign-in.ts'
import { registerWellKnown } from './http/pages/well-known.ts'
import { notePaths, type Paths } from './http/paths.ts'
import { takeTurns } from './http/request-turns.ts'
import { isApi } from './http/response/security-headers.ts'
import { createTurns } from './http/turns.ts'
import { createOpenApi } from './rest/openapi.ts'
import { registerRest } from './rest/routes.ts'
import { registerTrpc } from './trpc/over-http.ts'
import { openSockets, type SocketSettings } from './trpc/over-websocket.ts'

export interface ServerSettings extends EdgeSettings, SocketSettings, OriginSettings {
  readonly host: string
  readonly port: number
  readonly contactEmail: string | undefined
  readonly consoleDir: string
  readonly stopGraceMs: number
}

export interface ServerOptions {
  readonly settings: ServerSettings
  readonly log: Logger
  readonly registry: Registry
  readonly spans: Spans | undefined
  /** All public procedures. */
  readonly router: AnyTRPCRouter
  readonly admit: Admit
  readonly auth: SignInDeps['auth']
  /** Whether signed-out callers may run code. */
  readonly signedOutMayRun: () => Promise<boolean>
  readonly openSubscriptions: () => number
  /** Where the operator's pages are. */
  readonly ops: { readonly host: string; readonly port: number }
}

export interface Server extends AsyncDisposable {
  readonly url: string
}

const INFO = {
  title: 'Runhive',
  version: '1',
  description:
    'Runs code in fresh containers without a network. The same procedures are at /trpc for TypeScript. A body may be at most 4 MiB after decompression, unless the operator configures another limit; it may be compressed with gzip, deflate, br or zstd, and is UTF-8 unless its `Content-Type` names another charset. null for an optional field is the same as omitting it. Pages of other origins may use API keys, never sessions.',
}

/** What people see in a browser. */
function registerSite(
  app: FastifyInstance,
  { settings, site, paths }: { settings: ServerSettings; site: Site; paths: Paths },
): void {
  registerEmbed(app, { dir: settings.consoleDir })
  registerWellKnown(app, { site, contactEmail: settings.contactEmail })
  registerConsole(app, {
    dir: settings.consoleDir,
    site,
    nothingHere: (request) => nothingHere(paths, request),
  })
}

/**
 * Listens. Disposing stops in this order: take nothing new, send watchers elsewhere, finish answers under way within
 * the grace period, close what is left.
 */
export async function openServer(options: ServerOptions): Promise<Server> {
  const { settings, log, registry, router, admit } = options
  const stopping = new AbortController()
  const inFlight = createInFlight()
  const site = createSite(settings)
  const cookies = createCookies(settings.publicUrl)
  const addressOf = createClientAddress(settings.trustProxy)
  const limits = createEdgeLimits(settings, addressOf)
  const app = createApp({
    ...limits,
    log,
    inFlight,
    metrics: createHttpMetrics(registry),
    spans: options.spans,
    stopping: stopping.signal,
  })
  const connections = limits.guard(app)
  const turns = createTurns()
  takeTurns(app, { turns, addressOf: (request) => countedAs(addressOf(request)) })
  const edge = { site, cookies, inFlight, addressOf, noteAdmitted: connections.welcome }
  const paths = notePaths(app, ['/'])
  // Cookies are read by name, and strictly: see `cookies.ts`.
  await app.register(fastifyCookie, { hook: false })
  app.addHook('onRequest', async (request, reply) => {
    if (isApi(request.url)) cookies.clearOld(request, reply)
  })
  registerCors(app, paths)
  answerOptions(app, paths)
  refuseQueries(app, paths)
  const createContext = (request: FastifyRequest, reply: FastifyReply) => toHttpContext(request, reply, edge)
  const assertMayAsk = createMayAsk(cookies, options.signedOutMayRun)
  const body = { ...limits.body, assertMayAsk }
  registerTrpc(app, { router, log, createContext, admit, body })
  await app.register(async (scope) => registerRest(scope, { router, createContext, body }), {
    prefix: '/api/v1',
  })
  registerSignIn(app, { ...edge, auth: options.auth, log })
  registerApiReference(
    app,
    createOpenApi(router, INFO, { basePath: '/api/v1', sessionCookie: cookies.sessionName }),
  )
  registerOpsPages(app, options.ops)
  registerSite(app, { settings, site, paths })
  const sockets = openSockets(app, {
    ...settings,
    router,
    log,
    edge,
    turns,
    maxMessageBytes: settings.bodyLimitBytes,
    onTurnedAway: createTurnedAwayMetric(registry),
  })
  createOpenMetrics(registry, { sockets: sockets.count, subscriptions: options.openSubscriptions })
  createEdgeMetrics(registry, { connections: connections.count, ...limits.held })
  app.addHook('onClose', async () => limits[Symbol.dispose]())
  let listening: Listening | undefined
  app.addHook('preClose', async () => {
    stopping.abort()
    listening?.stop()
    sockets.leave()
    await inFlight.idle(settings.stopGraceMs)
    await sockets[Symbol.asyncDispose]()
  })
  listening = await listen(app, settings, connections.isTooMany)
  const { url } = listening
  site.listensAt(Number(new URL(url).port))
  return { url, [Symbol.asyncDispose]: () => app.close() }
}
