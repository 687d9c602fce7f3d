import { executionControl } from '@runhive/contracts/execution-control'
import {
  eventKey,
  executionCancellations,
  executionErasures,
  executionEvents,
  executionQueue,
} from '@runhive/contracts/execution-streams'
import { executor } from '@runhive/contracts/executor'
import { gateway } from '@runhive/contracts/gateway'
import { roles } from '@runhive/contracts/roles'
import type { Mesh } from '@runhive/mesh/mesh'
import { connectMesh } from '@runhive/mesh/nats/connect'
import { createSpans } from '@runhive/mesh/spans'
import type { Opened } from '@runhive/process/lifecycle'
import { createLogger, type Logger } from '@runhive/process/log'
import { startOps } from '@runhive/process/ops'
import { startTracing } from '@runhive/process/tracing'
import packageJson from '../package.json' with { type: 'json' }
import { findInstalled } from './catalogue/installed.ts'
import type { Config } from './config.ts'
import { type Engine, openEngine } from './docker/engine.ts'
import { readSeccomp } from './docker/seccomp.ts'
import { openCancellations } from './execution/cancellations.ts'
import { createProgressPoll } from './execution/poll-progress.ts'
import { type DeliveryDeps, runDelivery } from './execution/run-delivery.ts'
import { toRunDeps } from './execution/run-deps.ts'
import { type RunDeps, runExecution } from './execution/run-execution.ts'
import { createHeadroom } from './judging/headroom.ts'
import { type Cells, openCells } from './pool/cells.ts'
import { systemClock } from './pool/clock.ts'
import { catalogue } from './rpc/catalogue.ts'
import { answerControl } from './rpc/control.ts'
import { createMetrics, type Metrics } from './telemetry/metrics.ts'
import { toStatus } from './telemetry/status.ts'
import { startWorkers, type Workers } from './worker.ts'

const SERVICE = { service: 'executor', version: packageJson.version } as const
const MEMBER = { ...SERVICE, role: roles.executor }

/**
 * Opens in dependency order. Closing, in reverse: takes no more, finishes what runs, removes cells and slots, leaves.
 */
export async function openService(config: Config): Promise<Opened> {
  await using opened = new AsyncDisposableStack()
  const log = createLogger({ ...SERVICE, level: config.logLevel, instance: config.executorId })
  const seccomp = await readSeccomp()
  const engine = opened.use(await openEngine(config.docker))
  assertUsable(engine, config)
  const installed = await findInstalled(engine.findImage)
  // The gauges are read long after everything they read exists.
  let workers: Workers | undefined
  let cells: Cells | undefined
  const metrics = createMetrics(() => ({
    pools: () => cells?.pool.status() ?? {},
    slots: cells?.slots ?? { total: config.slots, free: config.slots, held: 0 },
    running: () => workers?.running ?? 0,
  }))
  const { tracer } = opened.use(
    await startTracing(config.tracing, { ...SERVICE, instance: config.executorId }),
  )
  const { registry } = metrics
  const mesh = opened.use(await connectMesh({ ...config.nats, ...MEMBER, log, registry, tracer }))
  const opening = openCells(config, { engine, seccomp, ...installed, ...toReports(log, metrics) })
  cells = opened.use(await opening)
  const cancellations = opened.use(await openCancellations(mesh.log(executionCancellations)))
  const { pool, slots } = cells
  const running = () => workers?.running ?? 0
  const stop = new AbortController()
  const runDeps = toRunDeps({
    settings: config,
    installed,
    pool,
    serveControl: toServeControl(mesh),
    tryExtraCell: createHeadroom({ concurrency: config.concurrency, running }),
    stopping: stop.signal,
    ...toRunReports(log, metrics),
  })
  const deliveryDeps: DeliveryDeps = {
    events: mesh.log(executionEvents),
    erasures: mesh.log(executionErasures),
    ...{ cancellations, progress: createProgressPoll(mesh.connect(gateway), stop.signal) },
    run: (item, watch) => runExecution(runDeps, item, watch),
    onFinished: metrics.finished,
    ...{ clock: systemClock, spans: tracer && createSpans(tracer) },
    onUnreadable: (deliveryId: string) => log.error({ deliveryId }, 'an item of the queue cannot be read'),
  }
  const status = () => toStatus({ settings: config, engine, pool, slots, running: running() })
  opened.use(
    await mesh.serve(
      executor,
      { catalogue: catalogue({ catalogue: installed.catalogue, limits: config.limits }) },
      { status },
    ),
  )
  opened.use(await startOps(toOps({ config, engine, mesh, cells, metrics })))
  workers = opened.use(
    startWorkers({
      concurrency: config.concurrency,
      queue: mesh.queue(executionQueue),
      isAble: () => !pool.failing,
      handle: (delivery) => runDelivery(deliveryDeps, delivery),
      onFailure: (error) => {
        metrics.failed('queue')
        log.error({ err: error }, 'an execution was returned to the queue')
      },
    }),
  )
  opened.defer(() => stop.abort())
  log.info({ slots: slots.total, concurrency: config.concurrency, engine: engine.facts }, 'executor is open')
  const closing = opened.move()
  return { failed: mesh.closed, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}

/** What cannot be made good later is said at once. */
function assertUsable({ facts }: Engine, config: Config): void {
  if (!facts.seccomp)
    throw new Error('the Docker engine does not support seccomp: cells could use every system call')
  if (!facts.memoryLimit || !facts.pidsLimit) {
    throw new Error('the Docker engine cannot limit memory and processes: its host lacks those cgroups')
  }
  if (facts.runtimes.length > 0 && !facts.runtimes.includes(config.runtime)) {
    throw new Error(`the Docker engine has no runtime ${config.runtime}; it has ${facts.runtimes.join(', ')}`)
  }
}

function toReports(log: Logger, metrics: Metrics) {
  return {
    onFailure(what: 'cell' | 'removal' | 'reaper', error: unknown) {
      metrics.failed(what)
      log.error({ err: error, what }, 'the Docker engine failed')
    },
    onReaped: (count: number) => log.warn({ count }, 'removed unknown containers'),
    onCellCreated: (seconds: number) => metrics.cellPhase('start', seconds),
    onInitLog: (line: string) => log.warn({ line }, 'message from cell init'),
  }
}

/** Lets the mesh reach an execution while it runs, at its own address. */
function toServeControl(mesh: Mesh): RunDeps['serveControl'] {
  return (item, control) =>
    mesh.serveAt(executionControl, eventKey(item.accountId, item.id), answerControl(control))
}

function toRunReports(log: Logger, metrics: Metrics) {
  return {
    onCellPhase: metrics.cellPhase,
    onRemovalFailed(error: unknown) {
      metrics.failed('removal')
      log.error({ err: error }, 'a cell could not be returned')
    },
    onInternalError(error: unknown) {
      metrics.failed('execution')
      log.error({ err: error }, 'an execution failed with an internal error')
    },
  }
}

function toOps(own: { config: Config; engine: Engine; mesh: Mesh; cells: Cells; metrics: Metrics }) {
  const { config, engine, mesh, cells, metrics } = own
  return {
    ...config.ops,
    service: 'executor',
    registry: metrics.registry,
    checks: {
      docker: () => engine.ping(),
      mesh: () => mesh.ping(),
      images: async () => {
        if (Object.keys(cells.pool.status()).length === 0) throw new Error('no language image is installed')
      },
      /** Once there was a cell: under load none may be seen that nobody has taken yet. */
      cell: async () => {
        if (config.warm > 0 && !cells.everReady()) throw new Error('no cell has become ready yet')
      },
    },
  }
}
