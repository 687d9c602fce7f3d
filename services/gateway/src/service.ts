import { auth } from '@runhive/contracts/auth'
import { contact } from '@runhive/contracts/contact'
import { executionControl } from '@runhive/contracts/execution-control'
import {
  executionCancellations,
  executionErasures,
  executionEvents,
  executionQueue,
  executionRequests,
  idempotencyClaims,
} from '@runhive/contracts/execution-streams'
import { executor } from '@runhive/contracts/executor'
import { gateway as gatewayContract } from '@runhive/contracts/gateway'
import { history } from '@runhive/contracts/history'
import { revocations } from '@runhive/contracts/revocations'
import { consumptions, roles } from '@runhive/contracts/roles'
import type { Mesh } from '@runhive/mesh/mesh'
import { connectMesh } from '@runhive/mesh/nats/connect'
import type { ObserveOptions } from '@runhive/mesh/observe'
import { createSpans } from '@runhive/mesh/spans'
import type { Opened } from '@runhive/process/lifecycle'
import { createLogger, type Logger } from '@runhive/process/log'
import { type Ops, startOps } from '@runhive/process/ops'
import { startTracing } from '@runhive/process/tracing'
import { Registry } from 'prom-client'
import packageJson from '../package.json' with { type: 'json' }
import { createAdmission } from './admission/admission.ts'
import { createLeases, type Leases } from './admission/leases.ts'
import { createOpenStreams, type OpenStreams } from './admission/open-streams.ts'
import { createCached } from './cached.ts'
import { type Catalogue, createCatalogue } from './catalogue.ts'
import type { Config } from './config.ts'
import { accepted } from './executions/accepted.ts'
import { attendanceTicker } from './executions/attend.ts'
import { startErasing } from './executions/erase-unstored.ts'
import { longestMs } from './executions/longest.ts'
import { answerProgress } from './executions/progress.ts'
import { openServer } from './http/server.ts'
import {
  createCopiesMetric,
  createProcedureMetrics,
  createQueueAgeMetric,
  createQueueBytesMetric,
  createQueueMetric,
  createTrapMetric,
} from './metrics.ts'
import { createSiteFacts } from './site-facts.ts'
import { readStatus, type Status } from './status.ts'
import type { RouterDeps } from './trpc/router.ts'

const SERVICE = { service: 'gateway', version: packageJson.version } as const

/** Joins the mesh and opens the edge. Fails for good when the connection to the mesh does. */
export async function openService(config: Config): Promise<Opened> {
  const log = createLogger({ ...SERVICE, level: config.logLevel, instance: config.instanceName })
  await using opened = new AsyncDisposableStack()
  const registry = new Registry()
  const { tracer } = opened.use(
    await startTracing(config.tracing, { ...SERVICE, instance: config.instanceName, edge: true }),
  )
  const mesh = opened.use(
    await connectMesh({ ...config.nats, ...SERVICE, role: roles.gateway, log, registry, tracer }),
  )
  // The other services may only wait for these.
  await mesh.prepare(roles.gateway.keeps, consumptions)
  const gateway = opened.use(await openGateway(mesh, config, log, { registry, tracer }))
  log.info({ url: gateway.url }, 'listening')
  const closing = opened.move()
  return { failed: mesh.closed, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}

export interface Gateway extends AsyncDisposable {
  readonly url: string
}

/** Everything but the connection to the mesh, which tests bring themselves. */
export async function openGateway(
  mesh: Mesh,
  config: Omit<Config, 'nats'>,
  log: Logger,
  { registry = new Registry(), tracer }: ObserveOptions = {},
): Promise<Gateway> {
  await using opened = new AsyncDisposableStack()
  const observed = { metrics: createProcedureMetrics(registry), spans: tracer && createSpans(tracer) }
  const streams = opened.use(await createOpenStreams(mesh.log(revocations)))
  const leases = opened.use(createLeases({ auth: mesh.connect(auth), log }))
  const joined = { mesh, streams, leases, registry, observed }
  const { deps, catalogue, status, depths } = createDeps(joined, config, log)
  createQueueMetric(registry, () => soon(depths.refresh()))
  createQueueBytesMetric(registry, () => soon(deps.queue.bytes()))
  createQueueAgeMetric(registry, () => soon(deps.queue.oldest()))
  createCopiesMetric(registry, () => soon(deps.queue.copiesBehind()))
  opened.use(startErasing({ ...deps, log }))
  const ops = opened.use(await openOps({ mesh, catalogue, status, registry, config, log }))
  const forServices = { accepted: accepted(deps), progress: answerProgress(deps.events) }
  opened.use(await mesh.serve(gatewayContract, forServices))
  const server = opened.use(
    await openServer({ config, log, registry, deps, ops: { ...config.ops, port: ops.port } }),
  )
  const closing = opened.move()
  return { url: server.url, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}

const STATUS_FRESH_MS = 1_000
/** After a quiet hour the first one to ask must not be told how it was an hour ago. */
const STATUS_USABLE_MS = 3_000

function createDeps(
  {
    mesh,
    streams,
    leases,
    registry,
    observed,
  }: {
    mesh: Mesh
    streams: OpenStreams
    leases: Leases
    registry: Registry
    observed: RouterDeps['observed']
  },
  config: Omit<Config, 'nats'>,
  log: Logger,
) {
  const queue = mesh.queue(executionQueue)
  const authClient = mesh.connect(auth)
  const historyClient = mesh.connect(history)
  const contactClient = mesh.connect(contact)
  const catalogue = createCatalogue(mesh.connect(executor))
  const status = createCached({
    load: () => readStatus(mesh, queue),
    freshMs: STATUS_FRESH_MS,
    usableMs: STATUS_USABLE_MS,
  })
  const depths = createCached({
    load: () => queue.depths(),
    freshMs: STATUS_FRESH_MS,
    usableMs: Number.POSITIVE_INFINITY,
  })
  const deps: RouterDeps = {
    admit: createAdmission({
      auth: authClient,
      longestMs: (raw) => longestMs(catalogue, raw),
      contactUrl: `${config.publicUrl ?? ''}/contact`,
      leases,
    }),
    askAgain: authClient.admit,
    streams,
    observed,
    spans: observed.spans,
    auth: authClient,
    history: historyClient,
    contact: contactClient,
    onTrapped: createTrapMetric(registry),
    siteFacts: createSiteFacts({
      settings: config,
      version: packageJson.version,
      auth: authClient,
      history: historyClient,
      contact: contactClient,
    }),
    overview: { mesh, queue, history: historyClient },
    queue,
    events: mesh.log(executionEvents),
    control: mesh.log(executionCancellations),
    requests: mesh.log(executionRequests),
    erasures: mesh.log(executionErasures),
    claims: mesh.log(idempotencyClaims),
    runningAt: (key) => mesh.connectAt(executionControl, key),
    attendance: attendanceTicker,
    queueDepth: (lane) => depths.peek()?.[lane] ?? 0,
    queueWaitMs: config.queueWaitMs,
    catalogue,
    status,
    log,
  }
  return { deps, catalogue, status, depths }
}

const METRIC_TIMEOUT_MS = 1_000

/** Whoever collects metrics waits no longer for one of them. */
async function soon<T>(value: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error('not known in time')), METRIC_TIMEOUT_MS)
  return Promise.race([value, late.promise]).finally(() => clearTimeout(timer))
}

interface OpsDeps {
  readonly mesh: Mesh
  readonly catalogue: Catalogue
  readonly status: { get(): Promise<Status> }
  readonly registry: Registry
  readonly config: Omit<Config, 'nats'>
  readonly log: Logger
}

/**
 * Ready means that an execution would be accepted: history and contact may be down meanwhile, which `health.status`
 * tells.
 */
function openOps({ mesh, catalogue, status, registry, config, log }: OpsDeps): Promise<Ops> {
  return startOps({
    ...config.ops,
    service: 'gateway',
    registry,
    checks: {
      mesh: () => mesh.ping(),
      auth: async () => assertPresent(await status.get(), 'auth'),
      executor: () => catalogue.list(),
    },
    onFailedCheck: (check, error) => log.warn({ check, err: error }, 'not ready'),
  })
}

function assertPresent(status: Status, name: string): void {
  const found = status.services.find((service) => service.name === name)
  if (!found || found.instances.length === 0) throw new Error(`no instance of ${name} responds`)
}
