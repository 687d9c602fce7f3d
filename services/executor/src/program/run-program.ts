import { MAX_KEPT_OUTPUT_BYTES } from '@runhive/contracts/execution-result'
import { toStdin } from '../domain/request/work.ts'
import type { Finding } from '../domain/result/result.ts'
import type { Control } from '../interactive/control.ts'
import { type BuildDeps, type BuildWatch, type Built, buildInCell } from './build.ts'
import { collectFiles } from './collect.ts'
import { explain } from './explain.ts'
import { type InCellDeps, inCell } from './in-cell.ts'
import { type Job, type JobOutcome, longestMs, toBuildOrder, toRefusal } from './job.ts'
import { toRunPlan } from './program.ts'
import { isRefused, runPhase } from './run-phase.ts'
import { untraced } from './spanned.ts'

export interface ProgramWatch extends BuildWatch {
  readonly onPhase: (name: 'compile' | 'run') => void
  readonly control: Control
}

/** It is compiled, and nothing of it has run. */
const CANCELLED: Finding = { status: 'cancelled', message: 'cancelled before it started' }

/**
 * Compiles, if the language does, then runs, in one cell: both belong to the same submission. Rejects only when the
 * cell or we failed before the program could begin; how a program ends is data.
 */
export function runProgram(deps: InCellDeps & BuildDeps, job: Job, watch: ProgramWatch): Promise<JobOutcome> {
  const { item, program, limits } = job
  const use = { image: program.runtime.image, phasesMs: longestMs(job), watch }
  const order = toBuildOrder(job, program)
  const { spanned = untraced } = watch
  return inCell(deps, use, async (cell) => {
    try {
      // A cell that does not compile gets the limits of the run at once.
      if (!program.runtime.compile) await cell.applyLimits(limits)
      const built = await buildInCell(deps, cell, { order, watch })
      if (built.finding) return toOutcome(built, built.finding, 0)
      if (program.runtime.compile) await cell.applyLimits(limits)
      if (watch.signal.aborted) return toOutcome(built, CANCELLED, 0)
      watch.onPhase('run')
      const plan = toRunPlan(program, {
        args: item.request.args,
        stdin: toStdin(item.request),
        limits,
        keepBytes: MAX_KEPT_OUTPUT_BYTES,
        live: job.live,
      })
      const report = await spanned('run', {}, () => runPhase(cell, plan, watch))
      const collected =
        item.request.collect.length > 0
          ? await spanned('collect files', {}, () => collectFiles(cell, item.request.collect))
          : undefined
      const context = { kind: 'run', limits, idleMs: job.live?.idleMs } as const
      const { phase, message } = explain(program, report, context)
      return toOutcome(built, { status: phase.status, message, run: phase, ...collected }, phase.wallMs)
    } catch (error) {
      if (!isRefused(error)) throw error
      return { finding: { status: 'failed', message: toRefusal(error) }, compileMs: 0, runMs: 0 }
    }
  })
}

function toOutcome(built: Built, finding: Finding, runMs: number): JobOutcome {
  const { compile, compileMs, cached } = built
  return { finding: { ...finding, compile, compileCached: cached }, compileMs, runMs }
}
