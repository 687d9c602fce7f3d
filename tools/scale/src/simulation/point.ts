import { loadavg } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import type { Tenant } from './gateway-part.ts'
import type { PartReading } from './part.ts'
import { type SimulationProcess, startProcess } from './processes.ts'
import { startMeasuredServer } from './server.ts'

/** One setting of the simulation, measured once. */
export interface PointOptions {
  readonly executors: number
  readonly workers: number
  readonly serviceMs: number
  readonly tenants: ReadonlyArray<Tenant>
  readonly watchers?: number
  /** Before anything is counted, and what is counted then, milliseconds. */
  readonly warmUpMs: number
  readonly windowMs: number
  /** Processes among which the executors are spread. Default: one for each 50, four at most. */
  readonly processes?: number
}

export interface Point {
  readonly executors: number
  /** Executions that finished in the window, and how long it was. */
  readonly finished: number
  readonly seconds: number
  /** From the start of their processes until executors had caught up with what came, seconds. */
  readonly beganAfterS: number
  /** All counts in the window, by name. */
  readonly counts: Readonly<Record<string, number>>
  /** Milliseconds, by name, of the window. */
  readonly samples: Readonly<Record<string, ReadonlyArray<number>>>
  /** In the window. */
  readonly natsCpuMs: number
  readonly natsMessages: number
  readonly executorsCpuMs: number
  readonly gatewayCpuMs: number
  readonly consumersCpuMs: number
  /** Of the whole machine, others included, at the end of the window. */
  readonly loadAverage: number
}

/** Everything is new: server, storage, processes. */
export async function measurePoint(options: PointOptions): Promise<Point> {
  await using opened = new AsyncDisposableStack()
  const server = opened.use(await startMeasuredServer())
  const own = { natsUrl: server.url, replicas: 1 }
  const consumers = opened.use(await startProcess({ kind: 'consumers', options: own }))
  const { tenants, watchers = 0 } = options
  const startGateway = async () =>
    opened.use(await startProcess({ kind: 'gateway', options: { ...own, tenants, watchers } }))
  // A backlog is there before anybody takes of it; who comes comes when there is somebody to serve him.
  const isBacklog = tenants.every(({ perSecond }) => perSecond === 0)
  const early = isBacklog ? await startGateway() : undefined
  const startedAt = performance.now()
  const executors = await startExecutors(opened, options, own)
  const gateway = early ?? (await startGateway())
  const read = async () => ({
    nats: await server.read(),
    at: performance.now(),
    executors: add(await Promise.all(executors.map((one) => one.read()))),
    gateway: await gateway.read(),
    consumers: await consumers.read(),
  })
  await untilBusy(read, options)
  const beganAfterS = (performance.now() - startedAt) / 1_000
  await delay(options.warmUpMs)
  const before = await read()
  await delay(options.windowMs)
  const after = await read()
  const counts = subtract(
    { ...after.executors.counts, ...after.gateway.counts, ...after.consumers.counts },
    { ...before.executors.counts, ...before.gateway.counts, ...before.consumers.counts },
  )
  return {
    executors: options.executors,
    finished: counts.finished ?? 0,
    seconds: (after.at - before.at) / 1_000,
    beganAfterS,
    counts,
    samples: after.gateway.samples,
    natsCpuMs: after.nats.cpuMs - before.nats.cpuMs,
    natsMessages: after.nats.messages - before.nats.messages,
    executorsCpuMs: after.executors.cpuMs - before.executors.cpuMs,
    gatewayCpuMs: after.gateway.cpuMs - before.gateway.cpuMs,
    consumersCpuMs: after.consumers.cpuMs - before.consumers.cpuMs,
    loadAverage: loadavg()[0] ?? Number.NaN,
  }
}

const START_MS = 120_000
/** What may wait when executors have caught up with what came while they started. */
const FEW = 25

/**
 * Until the executors, which take their time to start on a busy machine, do what comes, or all workers have something to
 * do.
 */
async function untilBusy(
  read: () => Promise<{ executors: { counts: Counts }; gateway: { counts: Counts } }>,
  { executors, workers }: PointOptions,
): Promise<void> {
  const until = Date.now() + START_MS
  for (;;) {
    const { taken = 0 } = (await read()).executors.counts
    const { accepted = 0 } = (await read()).gateway.counts
    if (taken >= Math.min(accepted - FEW, executors * workers) && taken > 0) return
    if (Date.now() > until)
      throw new Error(`${executors} executors did not begin within ${START_MS / 1_000} s`)
    await delay(500)
  }
}

type Counts = Readonly<Record<string, number>>

async function startExecutors(
  opened: AsyncDisposableStack,
  options: PointOptions,
  own: { natsUrl: string; replicas: number },
): Promise<SimulationProcess[]> {
  const { executors, workers, serviceMs } = options
  const processes = options.processes ?? Math.min(4, Math.ceil(executors / 50))
  const shares = spread(executors, processes)
  const started = await Promise.all(
    shares.map((share) =>
      startProcess({ kind: 'executors', options: { ...own, executors: share, workers, serviceMs } }),
    ),
  )
  for (const one of started) opened.use(one)
  return started
}

/** As evenly as it goes, none empty. */
export function spread(total: number, among: number): number[] {
  const shares = Math.min(total, among)
  return Array.from({ length: shares }, (_, at) => Math.floor(total / shares) + (at < total % shares ? 1 : 0))
}

function add(readings: ReadonlyArray<PartReading>): Omit<PartReading, 'samples'> {
  const counts: Record<string, number> = {}
  for (const reading of readings) {
    for (const [name, value] of Object.entries(reading.counts)) counts[name] = (counts[name] ?? 0) + value
  }
  return { counts, cpuMs: readings.reduce((sum, { cpuMs }) => sum + cpuMs, 0) }
}

function subtract(
  after: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>>,
): Record<string, number> {
  return Object.fromEntries(Object.entries(after).map(([name, value]) => [name, value - (before[name] ?? 0)]))
}
