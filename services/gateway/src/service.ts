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
import { withTimeout } from '@runhive/process/timeout'
import { startTracing } from '@runhive/process/tracing'
import { Registry } from 'prom-client'
import packageJson from '../package.json' with { type: 'json' }
import { createAdmission } from './admission/admission.ts'
import { type ConcurrencySlots, createConcurrencySlots } from './admission/concurrency-slots.ts'
import { createOpenStreams, type OpenStreams } from './admission/open-streams.ts'
import { createRouter, type RouterDeps } from './api/router.ts'
import type { Config } from './config.ts'
import { maxDurationMs } from './executions/acceptance/max-duration.ts'
import { attendanceTicker } from './executions/attendance.ts'
import { startErasing } from './executions/erase-unstored.ts'
import { createResultTurns } from './executions/lookup/result-turns.ts'
import { type Catalogue, createCatalogue } from './installation/catalogue.ts'
import { createSiteFacts } from './installation/site-facts.ts'
import { createCached } from './installation/stale-while-revalidate.ts'
import { readStatus, type Status } from './installation/status.ts'
import { createProcedureMetrics, createTrapMetric } from './metrics/procedure-metrics.ts'
import {
  createCopiesMetric,
  createQueueAgeMetric,
  createQueueBytesMetric,
  createQueueMetric,
} from './metrics/queue-metrics.ts'
import { accepted } from './rpc/accepted.ts'
import { answerProgress } from './rpc/progress.ts'
import { createRunForServices, MAX_RUNS } from './rpc/run-for-services.ts'
import { openServer } from './transport/server.ts'

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
  // The other services only wait for these streams; they may not create them.
  await mesh.prepare(roles.gateway.ownsStreams, consumptions)
  const gateway = opened.use(await openGateway(mesh, config, log, { registry, tracer }))
  log.info({ url: gateway.url }, 'listening')
  const closing = opened.move()
  return { failed: mesh.closed, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}

export interface Gateway extends AsyncDisposable {
  readonly url: string
}

/** The gateway on a given mesh: tests bring their own. */
export async function openGateway(
  mesh: Mesh,
  config: Omit<Config, 'nats'>,
  log: Logger,
  { registry = new Registry(), tracer }: ObserveOptions = {},
): Promise<Gateway> {
  await using opened = new AsyncDisposableStack()
  const observed = { metrics: createProcedureMetrics(registry), spans: tracer && createSpans(tracer) }
  const slots = opened.use(createConcurrencySlots({ auth: mesh.connect(auth), log }))
  const revoked = mesh.log(revocations)
  const streams = opened.use(
    await createOpenStreams({
      tail: (end) =>
        revoked.tail((entry) => {
          slots.hear(entry.event)
          end(entry)
        }),
    }),
  )
  const joined = { mesh, streams, slots, registry, observed }
  const { deps, catalogue, status, depths } = createDeps(joined, config, log)
  createQueueMetric(registry, () => soon(depths.refresh()))
  createQueueBytesMetric(registry, () => soon(deps.queue.bytes()))
  createQueueAgeMetric(registry, () => soon(deps.queue.oldest()))
  createCopiesMetric(registry, () => soon(deps.queue.copiesBehind()))
  opened.use(startErasing({ ...deps, log }))
  const ops = opened.use(await openOps({ mesh, catalogue, status, registry, config, log }))
  const { run, stop } = createRunForServices(deps, config.stopGraceMs)
  const forServices = { accepted: accepted(deps), progress: answerProgress(deps.events), run }
  opened.use(await mesh.serve(gatewayContract, forServices, { maxInFlight: 2 * MAX_RUNS }))
  const server = opened.use(
    await openServer({
      settings: config,
      log,
      registry,
      spans: deps.spans,
      router: createRouter(deps),
      admit: deps.admit,
      auth: deps.auth,
      signedOutMayRun: async () => (await deps.siteFacts()).anonymousExecutions !== false,
      openSubscriptions: streams.count,
      ops: { ...config.ops, port: ops.port },
    }),
  )
  const closing = opened.move()
  return {
    url: server.url,
    async [Symbol.asyncDispose]() {
      stop()
      await closing.disposeAsync()
    },
  }
}

const STATUS_FRESH_MS = 1_000
/** After a quiet hour the first request must not get the status of an hour ago. */
const STATUS_USABLE_MS = 3_000

function createDeps(
  {
    mesh,
    streams,
    slots,
    registry,
    observed,
  }: {
    mesh: Mesh
    streams: OpenStreams
    slots: ConcurrencySlots
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
      maxDurationMs: (raw) => maxDurationMs(catalogue, raw),
      contactUrl: `${config.publicUrl ?? ''}/contact`,
      slots,
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
    turns: createResultTurns(),
    queueDepth: (lane) => depths.peek()?.[lane] ?? 0,
    queueWaitMs: config.queueWaitMs,
    catalogue,
    status,
    log,
  }
  return { deps, catalogue, status, depths }
}

const METRIC_TIMEOUT_MS = 1_000

/** How long a scrape waits for one metric at most. */
function soon<T>(value: Promise<T>): Promise<T> {
  return withTimeout(value, METRIC_TIMEOUT_MS, () => {
    throw new Error('not known in time')
  })
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
 * Ready means that an execution would be accepted: history and contact may be down meanwhile; `health.status` shows
 * that.
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
