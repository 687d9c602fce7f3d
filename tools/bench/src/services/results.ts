import { median, percentile } from '../statistics.ts'
import { perExecution } from './per-execution.ts'
import type { CellKind } from './tree/open-stack.ts'

/** Values by name: of a process, a kind of message, a service. */
export type ByName = Readonly<Record<string, number>>

/** What one load did to one stack. */
export interface LoadResults {
  readonly load: string
  readonly executions: number
  /** Processor time for each execution, milliseconds, less what the process uses at rest; medians over rounds. */
  readonly cpuMs: ByName
  /** What the caller waited and the program did not run, milliseconds, over all rounds. */
  readonly overheadMs: Overhead
}

export interface Overhead {
  readonly p25: number
  readonly p50: number
  readonly p95: number
}

/** For each execution of a load, less what happens at rest; or what happens at rest, a second. */
export interface Counts {
  readonly messages: ByName
  /** Messages stored by JetStream. */
  readonly appends: number
  readonly statements: ByName
}

export interface CountResults {
  readonly rest: Counts
  readonly loads: ReadonlyArray<{ readonly load: string; readonly executions: number } & Counts>
}

/** What was measured of one stack. */
export interface StackResults {
  /** `this tree`, or a commit. */
  readonly tree: string
  /** Processor time at rest, milliseconds a second; medians over rounds. */
  readonly restMs: ByName
  readonly loads: ReadonlyArray<LoadResults>
  readonly counts: CountResults
}

/** The stacks of a kind took turns: this tree's first, then the one that it is compared with. */
export type ServicesResults = Readonly<Record<CellKind, ReadonlyArray<StackResults>>>

/** One load in one round. */
export interface Turn {
  /** From the first request until everything had been recorded. */
  readonly seconds: number
  /** All processor time in these. */
  readonly cpuMs: ByName
  /** One for each execution. */
  readonly overheadsMs: ReadonlyArray<number>
}

/** `restMs`: see {@link StackResults}. */
export function summarizeTurns(load: string, turns: ReadonlyArray<Turn>, restMs: ByName): LoadResults {
  const overheads = turns.flatMap(({ overheadsMs }) => overheadsMs)
  const net = turns.map(({ cpuMs, seconds, overheadsMs }) =>
    perExecution(cpuMs, { atRestPerSecond: restMs, seconds, executions: overheadsMs.length }),
  )
  return {
    load,
    executions: overheads.length,
    cpuMs: medians(net),
    overheadMs: {
      p25: percentile(overheads, 0.25),
      p50: percentile(overheads, 0.5),
      p95: percentile(overheads, 0.95),
    },
  }
}

/** Of each name by itself; where one is missing it counts 0. */
export function medians(rounds: ReadonlyArray<ByName>): ByName {
  const names = new Set(rounds.flatMap((values) => Object.keys(values)))
  return Object.fromEntries(
    Array.from(names, (name) => [name, median(rounds.map((values) => values[name] ?? 0))]),
  )
}
