import { fastifyCookie } from '@fastify/cookie'
import { countedAs } from '@runhive/process/address'
import type { Logger } from '@runhive/process/log'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Registry } from 'prom-client'
import type { Config } from '../config.ts'
import { createDrain } from '../drain.ts'
import {
  createEdgeMetrics,
  createHttpMetrics,
  createOpenMetrics,
  createTurnedAwayMetric,
} from '../metrics.ts'
import { createOpenApi } from '../rest/openapi.ts'
import { registerRest } from '../rest/rest.ts'
import { createRouter, type RouterDeps } from '../trpc/router.ts'
import { createApp } from './app.ts'
import { createMayAsk } from './body/may-ask.ts'
import { createClientAddress } from './client-address.ts'
import { registerConsole } from './console.ts'
import { toHttpContext } from './contexts.ts'
import { createCookies } from './cookies.ts'
import { registerCors } from './cors.ts'
import { createEdgeLimits } from './edge-limits.ts'
import { registerEmbed } from './embed.ts'
import { isApi } from './headers.ts'
import { type Listening, listen } from './listen.ts'
import { answerOptions, nothingHere, refuseQueries } from './nothing-here.ts'
import { registerOpsPages, registerPages } from './pages.ts'
import { notePaths, type Paths } from './paths.ts'
import { takeTurns } from './request-turns.ts'
import { registerSignIn } from './sign-in.ts'
import { createSite, type Site } from './site.ts'
import { createTurns } from './socket/turns.ts'
import { openSockets } from './sockets.ts'
import { registerTrpc } from './trpc.ts'
import { registerWellKnown } from './well-known.ts'

export interface ServerOptions {
  readonly config: Omit<Config, 'nats'>
  readonly log: Logger
  readonly registry: Registry
  readonly deps: RouterDeps
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
  { config, site, paths }: { config: ServerOptions['config']; site: Site; paths: Paths },
): void {
  registerEmbed(app, { dir: config.consoleDir })
  registerWellKnown(app, { site, contactEmail: config.contactEmail })
  registerConsole(app, {
    dir: config.consoleDir,
    site,
    nothingHere: (request) => nothingHere(paths, request),
  })
}

/**
 * Listens. Disposing stops in this order: take nothing new, send watchers elsewhere, finish answers under way within
 * the grace period, close what is left.
 */
export async function openServer({ config, log, registry, deps, ops }: ServerOptions): Promise<Server> {
  const stopping = new AbortController()
  const drain = createDrain()
  const site = createSite(config)
  const cookies = createCookies(config.publicUrl)
  const addressOf = createClientAddress(config.trustProxy)
  const limits = createEdgeLimits(config, addressOf)
  const router = createRouter(deps)
  const app = createApp({
    ...limits,
    log,
    drain,
    metrics: createHttpMetrics(registry),
    spans: deps.spans,
    stopping: stopping.signal,
  })
  const connections = limits.guard(app)
  const turns = createTurns()
  takeTurns(app, { turns, addressOf: (request) => countedAs(addressOf(request)) })
  const edge = { site, cookies, drain, addressOf, noteAdmitted: connections.welcome }
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
  const assertMayAsk = createMayAsk(
    cookies,
    async () => (await deps.siteFacts()).anonymousExecutions !== false,
  )
  const body = { ...limits.body, assertMayAsk }
  registerTrpc(app, { router, log, createContext, admit: deps.admit, body })
  await app.register(async (scope) => registerRest(scope, { router, createContext, body }), {
    prefix: '/api/v1',
  })
  registerSignIn(app, { ...edge, auth: deps.auth, log })
  registerPages(app, createOpenApi(router, INFO, { basePath: '/api/v1', sessionCookie: cookies.sessionName }))
  registerOpsPages(app, ops)
  registerSite(app, { config, site, paths })
  const sockets = openSockets(app, {
    ...config,
    router,
    log,
    edge,
    turns,
    maxMessageBytes: config.bodyLimitBytes,
    onTurnedAway: createTurnedAwayMetric(registry),
  })
  createOpenMetrics(registry, { sockets: sockets.count, subscriptions: deps.streams.count })
  createEdgeMetrics(registry, { connections: connections.count, ...limits.held })
  app.addHook('onClose', async () => limits[Symbol.dispose]())
  let listening: Listening | undefined
  app.addHook('preClose', async () => {
    stopping.abort()
    listening?.stop()
    sockets.leave()
    await drain.idle(config.stopGraceMs)
    await sockets[Symbol.asyncDispose]()
  })
  listening = await listen(app, config, connections.isTooMany)
  const { url } = listening
  site.listensAt(Number(new URL(url).port))
  return { url, [Symbol.asyncDispose]: () => app.close() }
}
