import {
  type EffectiveLimits,
  MAX_KEPT_COMPILER_BYTES,
  MAX_KEPT_OUTPUT_BYTES,
} from '@runhive/contracts/execution'
import type { WorkItem } from '@runhive/contracts/executions'
import type { OutputStream } from '../cell/phase.ts'
import type { CellFile } from '../cell/session.ts'
import type { Cell } from '../docker/cell.ts'
import { CELL_ENVIRONMENT, FILE_SIZE_BYTES, OPEN_FILES, STACK_BYTES } from '../docker/options.ts'
import type { CatalogueRuntime } from '../domain/catalogue.ts'
import { type CommandLine, toCompileCommand, toRunCommand } from '../domain/command-line.ts'
import { withDiagnostics } from '../domain/diagnostics/diagnose.ts'
import { type Told, toMessage } from '../domain/message.ts'
import type { Finding } from '../domain/result.ts'
import { isRefused, type PhasePlan, type PhaseReport, runPhase } from './run-phase.ts'

/** Everything one execution needs once a cell is there. */
export interface Job {
  readonly item: WorkItem
  readonly runtime: CatalogueRuntime
  readonly files: readonly CellFile[]
  readonly limits: EffectiveLimits
  readonly compileLimits: EffectiveLimits
}

export interface JobWatch {
  readonly onPhase: (name: 'compile' | 'run') => void
  readonly onOutput: (stream: OutputStream, bytes: Uint8Array) => void
  readonly signal: AbortSignal
  readonly graceMs: number
}

export interface JobOutcome {
  readonly finding: Finding
  readonly compileMs: number
  readonly runMs: number
}

/**
 * Compiles, if the language does, then runs, in one cell: both belong to the same submission. Rejects only when the
 * cell or we failed before the program could begin; how a program ends is data.
 */
export async function runInCell(cell: Cell, job: Job, watch: JobWatch): Promise<JobOutcome> {
  const { session } = cell
  const commands = toCommands(job)
  await cell.applyLimits(commands.compile ? job.compileLimits : job.limits)
  // Not awaited: the phase goes out behind the files, and what the cell refuses rejects the phase.
  session.writeFiles(job.files).catch(() => undefined)
  try {
    const compiled = commands.compile
      ? await compile(cell, job, { command: commands.compile, watch })
      : undefined
    const compileMs = compiled?.report.phase.wallMs ?? 0
    const { phase } = compiled?.report ?? {}
    if (compiled?.finding) return { finding: { ...compiled.finding, compile: phase }, compileMs, runMs: 0 }
    if (compiled) await cell.applyLimits(job.limits)
    watch.onPhase('run')
    const plan = toPlan(job, { command: commands.run, kind: 'run' })
    const report = toExplained(job, await runPhase(cell, plan, watch), 'run')
    const told = toTold(job, report, job.limits)
    const { status } = report.phase
    const finding = { status, message: toMessage(told, 'program'), compile: phase, run: report.phase }
    return { finding, compileMs, runMs: report.phase.wallMs }
  } catch (error) {
    if (!isRefused(error)) throw error
    return { finding: { status: 'failed', message: toRefusal(error) }, compileMs: 0, runMs: 0 }
  }
}

/** `finding` is set when there is nothing to run. */
async function compile(
  cell: Cell,
  job: Job,
  { command, watch }: { command: CommandLine; watch: JobWatch },
): Promise<{ report: PhaseReport; finding: Finding | undefined }> {
  watch.onPhase('compile')
  const plan = toPlan(job, { command, kind: 'compile' })
  const report = toExplained(job, await runPhase(cell, plan, watch), 'compile')
  const { status } = report.phase
  const told = toTold(job, report, job.compileLimits)
  const message = toMessage(told, 'compiler')
  if (status === 'internal_error') return { report, finding: { status, message } }
  if (status === 'cancelled' || watch.signal.aborted) {
    const cancelled = {
      ...told,
      phase: { ...told.phase, status: 'cancelled' as const },
      spawnError: undefined,
    }
    return { report, finding: { status: 'cancelled', message: toMessage(cancelled, 'compiler') } }
  }
  return { report, finding: status === 'succeeded' ? undefined : { status: 'compile_failed', message } }
}

/** The report with what its compiler or interpreter complained of as data. */
function toExplained(job: Job, report: PhaseReport, kind: 'compile' | 'run'): PhaseReport {
  return { ...report, phase: withDiagnostics(report.phase, kind, job.runtime[kind]?.diagnostics) }
}

function toTold(job: Job, report: PhaseReport, limits: EffectiveLimits): Told {
  const files = job.files.map(({ path }) => path)
  return { ...report, limits, fileSizeBytes: FILE_SIZE_BYTES, files }
}

function toCommands({ item, runtime, files }: Job) {
  const invocation = {
    files: files.map(({ path }) => path),
    args: item.request.args,
    compilerArgs: item.request.compilerArgs,
    environment: item.request.env,
  }
  return { compile: toCompileCommand(runtime, invocation), run: toRunCommand(runtime, invocation) }
}

function toPlan(job: Job, { command, kind }: { command: CommandLine; kind: 'compile' | 'run' }): PhasePlan {
  const limits = kind === 'run' ? job.limits : job.compileLimits
  const most = kind === 'run' ? MAX_KEPT_OUTPUT_BYTES : MAX_KEPT_COMPILER_BYTES
  return {
    argv: command.argv,
    env: { ...CELL_ENVIRONMENT, ...command.environment },
    limits,
    stdin: kind === 'run' ? Buffer.from(job.item.request.stdin) : new Uint8Array(0),
    keepBytes: Math.min(limits.outputBytes, most),
    fileSizeBytes: FILE_SIZE_BYTES,
    openFiles: OPEN_FILES,
    stackBytes: STACK_BYTES.hard,
  }
}

function toRefusal(error: Error): string {
  return error instanceof RangeError
    ? 'the arguments and environment together are larger than a cell takes'
    : `a file could not be written: ${error.message}`
}
