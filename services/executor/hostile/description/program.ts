import type { ExecutionResult, Phase } from '@runhive/contracts/execution-result'
import type { EffectiveLimits } from '@runhive/contracts/limits'
import type { ExecutionRequest, SourceFile } from '@runhive/contracts/request'

/**
 * A program, or a request, that tries to get more than it was given, and how exactly that must end. Each theme has a
 * folder with the programs and a table of them, beside this one.
 */
export interface Hostile {
  /** The program, in the theme's folder; its ending says which runtime runs it. */
  readonly file: string
  /** What the request calls it; otherwise as the runtime does. */
  readonly as?: string
  /** Other files of the folder that it needs beside it. */
  readonly with?: readonly string[]
  /** Other files of the request. */
  readonly beside?: readonly SourceFile[]
  /** What this use of the file tries, where a file has several. */
  readonly trying?: string
  readonly limits?: Partial<EffectiveLimits>
  readonly compileLimits?: Partial<EffectiveLimits>
  /** What else is asked for. */
  readonly request?: Partial<ExecutionRequest>
  readonly checkerRuntime?: string

  readonly status: ExecutionResult['status']
  /** Of the last phase there was, like everything down to `stderr`; without it no limit may have ended it. */
  readonly limit?: Phase['limit']
  /** Without it, and without a signal, it is not looked at. */
  readonly exitCode?: number
  readonly signal?: string
  /** Exactly. */
  readonly stdout?: string
  /** What stderr holds, among other things. */
  readonly stderr?: string
  /** No phase is reported: the request was refused, or each test has its own. */
  readonly isPhaseless?: true
  /** What else the last phase holds. */
  readonly phase?: object
  /** What else the result holds. */
  readonly result?: object
  /** What must be nowhere in the result. */
  readonly never?: string
}

export const MIB = 1024 * 1024

/** As long as it takes on a busy machine: what ends a program must be what it does. */
export const AMPLE_TIME = { wallMs: 60_000 } as const
/** Ended by the wall clock, before anybody gets bored. */
export const soon = { wallMs: 700 } as const
/** Ended by processor time, however busy the machine is. */
export const briefly = { cpuMs: 300 } as const
/** Full at once. */
export const little = { memoryBytes: 64 * MIB } as const
export const least = { memoryBytes: 32 * MIB } as const

export const byWall = { limits: soon, status: 'timed_out', limit: 'wall' } as const
export const byCpu = { limits: briefly, status: 'timed_out', limit: 'cpu' } as const
export const byMemory = { limits: little, status: 'memory_exceeded', limit: 'memory' } as const
export const byOutput = {
  limits: { outputBytes: 10_000 },
  status: 'output_exceeded',
  limit: 'output',
} as const
