import { cpus, release, totalmem } from 'node:os'
import type { Crowd } from './measurements/crowd.ts'
import type { Part } from './parts.ts'
import type { ServicesResults } from './services/results.ts'
import type { Summary } from './statistics.ts'
import type { TracingResults } from './tracing/cost.ts'

/** A target of the project: the value must be at most, or at least, this. */
export interface Target {
  readonly bound: 'at most' | 'at least'
  readonly value: number
}

export const TARGETS = {
  overheadP50Ms: { bound: 'at most', value: 5 },
  usOverFloor: { bound: 'at most', value: 1.5 },
  dockerRunOverUs: { bound: 'at least', value: 12 },
  sustainedOverDockerRun: { bound: 'at least', value: 2 },
  sustainedOverRawApi: { bound: 'at least', value: 0.8 },
  burstRunsPerSecond: { bound: 'at least', value: 0.5 },
  meshOverRawNats: { bound: 'at most', value: 1.6 },
  meshThroughputOverRawNats: { bound: 'at least', value: 0.5 },
  firstByteP50Ms: { bound: 'at most', value: 5 },
  batchOver100: { bound: 'at least', value: 20 },
} as const satisfies Record<string, Target>

/** Those of the parts that were measured. */
export type Ratios = Partial<Record<keyof typeof TARGETS, number>>

/** The results of a part are there when it was measured. */
export interface Report extends Partial<CoreResults> {
  readonly machine: {
    readonly cpus: number
    readonly model: string
    readonly memoryGiB: number
    readonly kernel: string
  }
  readonly measuredAt: string
  readonly parts: ReadonlyArray<Part>
  readonly services?: ServicesResults
  readonly tracing?: TracingResults
  readonly streaming?: {
    /** Output a watcher on a WebSocket gets, from its first event to `finished`; median. */
    readonly mibPerSecond: number
    /** From a program's write to the watcher's callback. */
    readonly firstByteMs: Summary
    readonly crowd: Crowd
  }
  readonly tests?: {
    readonly cases: number
    /** Milliseconds for all cases: in one submission, and in one submission each. */
    readonly together: number
    readonly separate: number
    /** A C++ program whose compilation was there already, and one that had to be compiled. */
    readonly hitP50Ms: number
    readonly missP50Ms: number
  }
  readonly fairness?: {
    /** One hello now and then, milliseconds: with nobody else there, and behind another account's burst. */
    readonly alone: Summary & { readonly most: number }
    readonly behind: Summary & { readonly most: number }
    /** Executions of the other account when the lone tenant began, and when he ended. */
    readonly queuedBefore: number
    readonly queuedAfter: number
    /** How fast the burst was accepted. */
    readonly submittedPerSecond: number
  }
  readonly ratios: Ratios
}

export interface CoreResults {
  readonly latency: ReadonlyArray<{ name: string; client: Summary; overhead?: Summary }>
  readonly throughput: ReadonlyArray<{ name: string; concurrency: number; perSecond: number }>
  /** Runs per second of `size` hellos at once: ours, and in containers that are running already. */
  readonly burst: { readonly us: number; readonly bare: number; readonly size: number }
  readonly mesh: ReadonlyArray<{ name: string; latency: Summary; perSecond: number }>
  readonly admission: {
    /** What admission adds to a bare call, median, milliseconds: one request at a time, and 64 at once. */
    readonly admissionP50Ms1: number
    readonly admissionP50Ms64: number
    /** Requests a second that one auth process admits, 64 at once. */
    readonly admissionsPerSecond: number
  }
  readonly costs: ReadonlyArray<{ name: string; value: number; unit: string }>
}

export function describeMachine(): Report['machine'] {
  const [first] = cpus()
  return {
    cpus: cpus().length,
    model: first?.model ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
  }
}

export function meets(target: Target, value: number): boolean {
  return target.bound === 'at most' ? value <= target.value : value >= target.value
}
