import type { RatesResults } from '../rates/results.ts'
import type { Summary } from '../simulation/summary.ts'

/** What is known of one execution's cost, and of what one of each part can do. Everything here was measured. */
export interface Measured {
  /** Messages at the server, and those of them that are stored, per execution. */
  readonly messages: number
  readonly storedMessages: number
  readonly natsCpuMs: number
  readonly gatewayCpuMs: number
  readonly authCpuMs: number
  readonly historyCpuMs: number
  readonly postgresCpuMs: number
  /** Messages a second that one stream stores with three copies here. */
  readonly streamPerSecond: number
  /** Ends a second that one history process writes. */
  readonly historyPerSecond: number
  /** Executions a second of one executor's host: docs/performance.md. */
  readonly cellsPerSecond: number
}

/** What a rate would need: calculated, as if cost did not change with size. */
export interface Need {
  readonly perSecond: number
  readonly executorHosts: number
  /** Processors, busy all the time. */
  readonly gatewayCpus: number
  readonly authCpus: number
  readonly natsCpus: number
  readonly historyCpus: number
  readonly postgresCpus: number
  readonly messagesPerSecond: number
  /** Streams, each led by another server, for what is stored. */
  readonly streams: number
  readonly historyProcesses: number
  /** For how long the queue's 10 000 items last when nothing is done, and the log's 1 GiB of events. */
  readonly queueSeconds: number
  readonly eventsMinutes: number
}

/** The queued item and five events: `queued`, `started`, `phase`, `output`, `finished`. */
export const STORED_MESSAGES = 6
/** Of the bytes that the events of a small execution take in the log, headers and subject included. */
const EVENT_BYTES = 2_200
const QUEUE_ITEMS = 10_000
const LOG_BYTES = 2 ** 30
/** Past the warm pool, 16 callers, on this machine when it was alone: docs/performance.md. */
export const CELLS_PER_SECOND = 9.9

/** With the cost of 200 executors. */
export function toMeasured(summary: Summary, rates: RatesResults): Measured {
  const { cost = [] } = summary
  const row = cost.find(({ executors }) => executors >= 200) ?? cost.at(-1)
  const stream = rates.streams.find(({ servers, streams }) => servers === 3 && streams === 1)
  const { cpuMs } = rates.gateway
  return {
    messages: row?.messages ?? Number.NaN,
    storedMessages: STORED_MESSAGES,
    natsCpuMs: row?.natsCpuMs.least ?? Number.NaN,
    gatewayCpuMs: cpuMs.gateway,
    authCpuMs: cpuMs.auth,
    historyCpuMs: rates.history.historyCpuMs,
    postgresCpuMs: cpuMs.postgres,
    streamPerSecond: stream?.perSecond.best ?? Number.NaN,
    historyPerSecond: rates.history.perSecond,
    cellsPerSecond: CELLS_PER_SECOND,
  }
}

export function needFor(perSecond: number, measured: Measured): Need {
  const cpus = (msPerExecution: number) => (perSecond * msPerExecution) / 1_000
  return {
    perSecond,
    executorHosts: Math.ceil(perSecond / measured.cellsPerSecond),
    gatewayCpus: cpus(measured.gatewayCpuMs),
    authCpus: cpus(measured.authCpuMs),
    natsCpus: cpus(measured.natsCpuMs),
    historyCpus: cpus(measured.historyCpuMs),
    postgresCpus: cpus(measured.postgresCpuMs),
    messagesPerSecond: perSecond * measured.messages,
    streams: Math.ceil((perSecond * measured.storedMessages) / measured.streamPerSecond),
    historyProcesses: Math.ceil(perSecond / measured.historyPerSecond),
    queueSeconds: QUEUE_ITEMS / perSecond,
    eventsMinutes: LOG_BYTES / (perSecond * EVENT_BYTES) / 60,
  }
}
