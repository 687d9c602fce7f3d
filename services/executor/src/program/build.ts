import { MAX_KEPT_COMPILER_BYTES, type Phase } from '@runhive/contracts/execution-result'
import type { EffectiveLimits } from '@runhive/contracts/limits'
import type { CellFile } from '../cell/files.ts'
import type { CommandLine } from '../domain/languages/command-line.ts'
import type { Finding } from '../domain/result/result.ts'
import type { Cell } from '../pool/cell.ts'
import { type CompileCache, toCompileKey } from './compile-cache.ts'
import { explain } from './explain.ts'
import { type Program, toCompileLine, toCompilePlan } from './program.ts'
import { type PhaseWatch, runPhase } from './run-phase.ts'
import { type Spanned, untraced } from './spanned.ts'

/**
 * From sources to what can be run. A language without a compile phase runs its sources; otherwise they are compiled in
 * the given cell, or the account's own earlier compilation of the same is put there instead.
 */
export interface Built {
  /** Set when there is nothing to run, and why. */
  readonly finding?: Finding | undefined
  readonly compile?: Phase | undefined
  /** Time spent on compiling now, milliseconds. */
  readonly compileMs: number
  readonly cached: boolean
}

export interface BuildDeps {
  readonly cache: CompileCache
  /** What tells this image from every other, also of the same name. */
  readonly imageIdOf: (image: string) => string
}

export interface BuildOrder {
  readonly program: Program
  readonly accountId: string
  readonly compileLimits: EffectiveLimits
  /** Whether anything of it may outlive the execution. */
  readonly mayKeep: boolean
}

export interface BuildWatch extends PhaseWatch {
  readonly onPhase: (name: 'compile') => void
}

/** Caps of what is taken out of a cell after compiling: what is larger is not kept, and cannot be spread over cells. */
export const ARTEFACT_CAPS = {
  maxFiles: 5_000,
  maxFileBytes: 64 * 1024 * 1024,
  maxTotalBytes: 64 * 1024 * 1024,
} as const

/** Leaves the cell ready to run the program; its limits are the compiler's as long as it compiled. */
export async function buildInCell(
  deps: BuildDeps,
  cell: Cell,
  { order, watch }: { order: BuildOrder; watch: BuildWatch },
): Promise<Built> {
  const plan = planBuild(deps, order)
  if (plan.line === undefined) {
    writeFiles(cell, order.program.files, watch.spanned)
    return { compileMs: 0, cached: false }
  }
  if (plan.artefact) {
    writeFiles(cell, plan.artefact.files, watch.spanned)
    return { compile: plan.artefact.compile, compileMs: 0, cached: true }
  }
  const built = await compileInCell(cell, { order, line: plan.line, watch })
  if (built.compile && !built.finding && plan.key !== undefined) {
    const files = await takeArtefact(cell)
    if (files) deps.cache.keep(plan.key, { files, compile: built.compile })
  }
  return built
}

/** What is known before there is a cell. */
export function planBuild({ cache, imageIdOf }: BuildDeps, order: BuildOrder) {
  const { program, accountId } = order
  const line = toCompileLine(program)
  if (line === undefined || !order.mayKeep) return { line, key: undefined, artefact: undefined }
  const { argv, environment } = line
  const imageId = imageIdOf(program.runtime.image)
  const key = toCompileKey({ accountId, imageId, argv, environment, files: program.files })
  return { line, key, artefact: cache.find(key) }
}

/** Rejects only when the cell refuses a file, or is lost before the compiler could begin. */
export async function compileInCell(
  cell: Cell,
  { order, line, watch }: { order: BuildOrder; line: CommandLine; watch: BuildWatch },
): Promise<Built> {
  const limits = order.compileLimits
  await cell.applyLimits(limits)
  writeFiles(cell, order.program.files, watch.spanned)
  watch.onPhase('compile')
  // The way in is to the program, never to its compiler.
  const alone = { ...watch, control: undefined }
  const { spanned = untraced } = watch
  const plan = toCompilePlan(line, limits, MAX_KEPT_COMPILER_BYTES)
  const report = await spanned('compile', {}, () => runPhase(cell, plan, alone))
  const cancelled = report.phase.status === 'cancelled' || watch.signal.aborted
  const { phase, message } = explain(order.program, report, { kind: 'compile', limits, cancelled })
  const base = { compile: phase, compileMs: phase.wallMs, cached: false }
  const failed = (status: Finding['status']) => ({ ...base, finding: { status, message, compile: phase } })
  if (phase.status === 'internal_error') return failed('internal_error')
  if (cancelled) return failed('cancelled')
  return phase.status === 'succeeded' ? base : failed('compile_failed')
}

/** Everything in the work folder; undefined when something of it cannot be had. */
export async function takeArtefact(cell: Cell): Promise<readonly CellFile[] | undefined> {
  const { files, skipped } = await cell.session.collect({ patterns: ['**'], ...ARTEFACT_CAPS })
  return skipped === 0 ? files : undefined
}

/** Not awaited: the phase goes out behind the files, and what the cell refuses rejects the phase. */
export function writeFiles(cell: Cell, files: readonly CellFile[], spanned: Spanned = untraced): void {
  const write = () => cell.session.writeFiles(files)
  spanned('files', { 'runhive.files': files.length }, write).catch(() => undefined)
}
