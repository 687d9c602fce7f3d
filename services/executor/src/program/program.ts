import type { EffectiveLimits } from '@runhive/contracts/limits'
import type { CellFile } from '../cell/files.ts'
import { CELL_ENVIRONMENT, FILE_SIZE_BYTES, OPEN_FILES, STACK_BYTES } from '../docker/options.ts'
import type { CatalogueRuntime } from '../domain/languages/catalogue.ts'
import { type CommandLine, toCompileCommand, toRunCommand } from '../domain/languages/command-line.ts'
import type { PhasePlan } from './run-phase.ts'

/** Something that can be compiled and run: what the caller sent, or the checker of its tests. */
export interface Program {
  readonly runtime: CatalogueRuntime
  readonly files: readonly CellFile[]
  readonly compilerArgs: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

/** What one run of a program is given; the rest is the same for all of its runs. */
export interface RunInput {
  readonly args: readonly string[]
  readonly stdin: Uint8Array
  readonly limits: EffectiveLimits
  /** Bytes of each stream the result keeps. */
  readonly keepBytes: number
  readonly live?: LiveInput | undefined
}

/** Of an interactive run, or one on a terminal. */
export interface LiveInput {
  /** stdin stays open after what was sent with the request. */
  readonly interactive: boolean
  readonly terminal: { readonly columns: number; readonly rows: number } | undefined
  readonly idleMs: number | undefined
}

/** A terminal tells programs what it can do by this name. */
const TERMINAL_ENVIRONMENT = { TERM: 'xterm-256color' }

/** undefined for a language without a compile phase. */
export function toCompileLine(program: Program): CommandLine | undefined {
  return toCompileCommand(program.runtime, toInvocation(program, []))
}

export function toCompilePlan(line: CommandLine, limits: EffectiveLimits, keepBytes: number): PhasePlan {
  return { ...toCommon(line, limits), stdin: new Uint8Array(0), keepBytes: least(limits, keepBytes) }
}

export function toRunPlan(program: Program, input: RunInput): PhasePlan {
  const { memoryBytes } = input.limits
  const line = toRunCommand(program.runtime, { ...toInvocation(program, input.args), memoryBytes })
  const common = toCommon(line, input.limits)
  const { live } = input
  return {
    ...common,
    env: live?.terminal ? { ...TERMINAL_ENVIRONMENT, ...common.env } : common.env,
    stdin: input.stdin,
    keepBytes: least(input.limits, input.keepBytes),
    ...(live ?? {}),
  }
}

function toCommon(line: CommandLine, limits: EffectiveLimits) {
  return {
    argv: line.argv,
    env: { ...CELL_ENVIRONMENT, ...line.environment },
    limits,
    fileSizeBytes: FILE_SIZE_BYTES,
    openFiles: OPEN_FILES,
    stackBytes: STACK_BYTES.hard,
  }
}

function toInvocation({ files, compilerArgs, environment }: Program, args: readonly string[]) {
  return { files: files.map(({ path }) => path), args, compilerArgs, environment }
}

const least = (limits: EffectiveLimits, keepBytes: number) => Math.min(limits.outputBytes, keepBytes)
