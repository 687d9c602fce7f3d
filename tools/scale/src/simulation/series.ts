import { LANES, type Lane } from '@runhive/contracts/execution-streams'
import type { Tenant } from './gateway-part.ts'
import { measurePoint, type Point, type PointOptions } from './point.ts'

/** What is varied, and what is held. Rates are low: the machine that is measured also runs everybody. */

export const WORKERS = 4
/** Executions per second, the same for any number of executors, so that only their number differs. */
export const LOAD_PER_SECOND = 50
/** Executors with more than enough workers would run for minutes otherwise. */
const LONGEST_SERVICE_MS = 4_000
const SETTLE_MS = 3_000
/** By then idle executors renew their long requests, each at a time of its own. */
const IDLE_MS = 40_000

export interface Scale {
  readonly executors: ReadonlyArray<number>
  readonly utilisations: ReadonlyArray<number>
  readonly queueExecutors: ReadonlyArray<number>
  readonly fairExecutors: ReadonlyArray<number>
  readonly watchers: ReadonlyArray<number>
  readonly rounds: number
  readonly windowMs: number
}

export const FULL: Scale = {
  executors: [1, 20, 100, 200, 500],
  utilisations: [0.5, 0.9],
  queueExecutors: [1, 5, 25],
  fairExecutors: [1, 20, 200],
  watchers: [0, 1, 4, 16, 64],
  rounds: 3,
  windowMs: 6_000,
}

export const QUICK: Scale = {
  executors: [1, 20, 200],
  utilisations: [0.5, 0.9],
  queueExecutors: [1, 10],
  fairExecutors: [1, 20],
  watchers: [0, 4, 16],
  rounds: 1,
  windowMs: 6_000,
}

const lone = (perSecond: number): Tenant => ({ accountId: 'lone', lane: 'light', perSecond })

/** Mean time of a program so that so many executors are busy for this share of their workers' time. */
export function serviceMsFor(executors: number, utilisation: number, perSecond = LOAD_PER_SECOND): number {
  return (utilisation * executors * WORKERS * 1_000) / perSecond
}

function base(executors: number, serviceMs: number, windowMs: number) {
  return {
    executors,
    workers: WORKERS,
    serviceMs,
    windowMs,
    warmUpMs: SETTLE_MS + Math.min(8_000, 2 * serviceMs),
  }
}

/**
 * The same load on ever more executors: half of their workers' time, until programs would run too long; then most wait.
 * All are in one process, because a process with little to do costs more for each execution, and only the number of
 * executors is to differ. Counted when those that wait ask the queue as seldom as they ever do.
 */
export function costPoint(executors: number, windowMs: number): PointOptions {
  const serviceMs = Math.min(LONGEST_SERVICE_MS, serviceMsFor(executors, 0.5))
  const point = { ...base(executors, serviceMs, windowMs), tenants: [lone(LOAD_PER_SECOND)] }
  return { ...point, processes: 1, warmUpMs: IDLE_MS }
}

export function queuePoint(executors: number, utilisation: number, windowMs: number): PointOptions {
  const options = base(executors, serviceMsFor(executors, utilisation), windowMs)
  return { ...options, tenants: [lone(LOAD_PER_SECOND)] }
}

/**
 * More than can be done in the window in every lane, and somebody who wants one now and then from a lane of heavy
 * weight.
 */
export function fairPoint(executors: number, windowMs: number): PointOptions {
  const serviceMs = serviceMsFor(executors, 1)
  const sum = Object.values(LANES).reduce((total, weight) => total + weight, 0)
  // Half of the workers' first items may be of any lane.
  const needed = LOAD_PER_SECOND * (windowMs / 1_000 + 20) + 2 * executors * WORKERS
  const tenants = lanesOf().map(([lane, weight]) => ({
    accountId: `tenant-${lane}`,
    lane,
    perSecond: 0,
    backlog: Math.ceil((needed * weight) / sum) + executors * WORKERS,
  }))
  return { ...base(executors, serviceMs, windowMs), tenants }
}

export function fanOutPoint(watchers: number, windowMs: number): PointOptions {
  return { ...base(20, 500, windowMs), watchers, tenants: [lone(10)] }
}

export const lanesOf = () => Object.entries(LANES) as Array<[Lane, number]>

export interface SeriesPoint<X> {
  readonly at: X
  readonly rounds: ReadonlyArray<Point>
}

/** All settings in turn, forwards then backwards: what else the machine does meets all of them alike. */
export async function measureSeries<X>(
  settings: ReadonlyArray<X>,
  toOptions: (setting: X) => PointOptions,
  { rounds, say }: { rounds: number; say: (setting: X, point: Point) => void },
): Promise<SeriesPoint<X>[]> {
  const measured = settings.map((at) => ({ at, rounds: [] as Point[] }))
  for (let round = 0; round < rounds; round += 1) {
    for (const entry of round % 2 === 0 ? measured : measured.toReversed()) {
      const point = await measurePoint(toOptions(entry.at))
      entry.rounds.push(point)
      say(entry.at, point)
    }
  }
  return measured
}
