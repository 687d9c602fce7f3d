import { median, percentile } from '@runhive/bench/statistics'
import type { Lane } from '@runhive/contracts/execution-streams'
import { expectedWait, fairness } from '../queueing.ts'
import type { Point } from './point.ts'
import { LOAD_PER_SECOND, lanesOf, type SeriesPoint, serviceMsFor, WORKERS } from './series.ts'

/**
 * What the rounds of each setting come down to: medians, and the least where others can only add. A series is there
 * once it was measured.
 */
export interface Summary {
  readonly cost?: ReadonlyArray<CostRow>
  readonly queueing?: ReadonlyArray<QueueRow>
  readonly fairness?: ReadonlyArray<FairRow>
  readonly fanOut?: ReadonlyArray<FanOutRow>
}

export interface CostRow {
  readonly executors: number
  readonly executionsPerSecond: number
  /** From the start of the executors until they had caught up with what came: the longest of the rounds. */
  readonly beganAfterS: number
  /** Per execution: messages that reached or left the server. */
  readonly messages: number
  /** Per execution, milliseconds of processor time: least and median of the rounds. */
  readonly natsCpuMs: LeastAndMedian
  readonly executorCpuMs: LeastAndMedian
  readonly gatewayCpuMs: LeastAndMedian
  readonly consumersCpuMs: LeastAndMedian
  readonly waitMs: { readonly p50: number; readonly p99: number }
  /** Deliveries of items that had been delivered before, of all rounds. */
  readonly redelivered: number
  /** Of the whole machine, others included. */
  readonly loadAverage: number
}

export interface LeastAndMedian {
  readonly least: number
  readonly median: number
}

export interface QueueRow {
  readonly executors: number
  readonly utilisation: number
  readonly meanMs: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Calculated: what the same number of servers with one perfect queue would have. */
  readonly expectedMeanMs: number
  readonly samples: number
}

export interface FairRow {
  readonly executors: number
  readonly taken: number
  /** Shares of what was taken, and those that the weights ask for. */
  readonly lanes: ReadonlyArray<{ readonly lane: Lane; readonly share: number; readonly due: number }>
  /** 1: exactly by the weights. */
  readonly index: number
}

export interface FanOutRow {
  readonly watchers: number
  readonly eventsPerExecution: number
  readonly messages: number
  readonly natsCpuMs: LeastAndMedian
  readonly gatewayCpuMs: LeastAndMedian
  readonly delayP50Ms: number
  readonly delayP99Ms: number
}

/** Executions of a window: those that came and those that went differ by what was under way. */
const executionsOf = ({ counts, finished }: Point) => ((counts.accepted || finished) + finished) / 2

const perExecution = (point: Point, value: number) => value / executionsOf(point)

function both(rounds: ReadonlyArray<Point>, pick: (point: Point) => number): LeastAndMedian {
  const values = rounds.map((point) => perExecution(point, pick(point)))
  return { least: Math.min(...values), median: median(values) }
}

export function toCostRow({ at, rounds }: SeriesPoint<number>): CostRow {
  const waits = rounds.flatMap(({ samples }) => samples['wait light'] ?? [])
  return {
    executors: at,
    executionsPerSecond: median(rounds.map((point) => executionsOf(point) / point.seconds)),
    beganAfterS: Math.max(...rounds.map(({ beganAfterS }) => beganAfterS)),
    messages: median(rounds.map((point) => perExecution(point, point.natsMessages))),
    natsCpuMs: both(rounds, ({ natsCpuMs }) => natsCpuMs),
    executorCpuMs: both(rounds, ({ executorsCpuMs }) => executorsCpuMs),
    gatewayCpuMs: both(rounds, ({ gatewayCpuMs }) => gatewayCpuMs),
    consumersCpuMs: both(rounds, ({ consumersCpuMs }) => consumersCpuMs),
    waitMs: { p50: percentile(waits, 0.5), p99: percentile(waits, 0.99) },
    redelivered: rounds.reduce((sum, { counts }) => sum + (counts.redelivered ?? 0), 0),
    loadAverage: median(rounds.map(({ loadAverage }) => loadAverage)),
  }
}

export function toQueueRow({ at, rounds }: SeriesPoint<QueueSetting>): QueueRow {
  const waits = rounds.flatMap(({ samples }) => samples['wait light'] ?? [])
  const { executors, utilisation } = at
  return {
    ...at,
    meanMs: waits.reduce((sum, ms) => sum + ms, 0) / waits.length,
    p50Ms: percentile(waits, 0.5),
    p99Ms: percentile(waits, 0.99),
    expectedMeanMs: expectedWait({
      servers: executors * WORKERS,
      utilisation,
      service: serviceMsFor(executors, utilisation, LOAD_PER_SECOND),
    }),
    samples: waits.length,
  }
}

export interface QueueSetting {
  readonly executors: number
  readonly utilisation: number
}

export function toFairRow({ at, rounds }: SeriesPoint<number>): FairRow {
  const took = (lane: Lane) => rounds.reduce((sum, { counts }) => sum + (counts[`taken ${lane}`] ?? 0), 0)
  const taken = rounds.reduce((sum, { counts }) => sum + (counts.taken ?? 0), 0)
  const weights = lanesOf().reduce((sum, [, weight]) => sum + weight, 0)
  const lanes = lanesOf().map(([lane, weight]) => ({
    lane,
    share: took(lane) / taken,
    due: weight / weights,
  }))
  return {
    executors: at,
    taken,
    lanes,
    index: fairness(lanes.map(({ share, due }) => ({ got: share, due }))),
  }
}

export function toFanOutRow({ at, rounds }: SeriesPoint<number>): FanOutRow {
  const delays = rounds.flatMap(({ samples }) => samples['fan-out'] ?? [])
  return {
    watchers: at,
    eventsPerExecution: median(rounds.map((point) => perExecution(point, point.counts.watched ?? 0))),
    messages: median(rounds.map((point) => perExecution(point, point.natsMessages))),
    natsCpuMs: both(rounds, ({ natsCpuMs }) => natsCpuMs),
    gatewayCpuMs: both(rounds, ({ gatewayCpuMs }) => gatewayCpuMs),
    delayP50Ms: percentile(delays, 0.5),
    delayP99Ms: percentile(delays, 0.99),
  }
}
