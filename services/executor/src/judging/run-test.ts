import { MAX_KEPT_TEST_BYTES, type TestResult } from '@runhive/contracts/execution-result'
import type { EffectiveLimits } from '@runhive/contracts/limits'
import type { TestCase } from '@runhive/contracts/request'
import { toTestStdin } from '../domain/request/work.ts'
import { writeFiles } from '../program/build.ts'
import { explain } from '../program/explain.ts'
import { type InCellDeps, inCell } from '../program/in-cell.ts'
import { type Job, toRefusal } from '../program/job.ts'
import { type Program, toRunPlan } from '../program/program.ts'
import { isRefused, type PhaseReport, runPhase } from '../program/run-phase.ts'
import { type Spanned, untraced } from '../program/spanned.ts'
import type { Judge } from './judge.ts'

export interface TestOrder {
  readonly job: Job
  readonly program: Program
  readonly test: TestCase
  readonly name: string
  readonly limits: EffectiveLimits
  readonly judge: Judge
  readonly watch: {
    readonly signal: AbortSignal
    readonly graceMs: number
    readonly spanned?: Spanned | undefined
  }
}

/** One test in a cell of its own, to its verdict. Never rejects: what fails on our side is a verdict too. */
export async function runTest(
  deps: InCellDeps & { readonly onInternalError: (error: unknown) => void },
  order: TestOrder,
): Promise<TestResult> {
  const { name, watch } = order
  try {
    const { report, stdout } = await runOnce(deps, order)
    const { phase: run, message } = explain(order.program, report, { kind: 'run', limits: order.limits })
    if (run.status !== 'succeeded') return { name, status: run.status, message, run }
    return { name, run, ...(await order.judge.decide({ test: order.test, stdout, signal: watch.signal })) }
  } catch (error) {
    if (watch.signal.aborted) return { name, status: 'cancelled', message: 'cancelled before it started' }
    if (isRefused(error)) return { name, status: 'failed', message: toRefusal(error) }
    deps.onInternalError(error)
    return { name, status: 'internal_error', message: 'the executor could not run it' }
  }
}

/** The result keeps little of the output; the judge sees all of it, up to the output limit. */
async function runOnce(
  deps: InCellDeps,
  { job, program, test, limits, watch }: TestOrder,
): Promise<{ report: PhaseReport; stdout: Buffer }> {
  const chunks: Buffer[] = []
  const { spanned = untraced } = watch
  const plan = toRunPlan(program, {
    args: test.args ?? job.item.request.args,
    stdin: toTestStdin(job.item.request, test),
    limits,
    keepBytes: MAX_KEPT_TEST_BYTES,
  })
  const use = { image: program.runtime.image, phasesMs: limits.wallMs, watch }
  return inCell(deps, use, async (cell) => {
    await cell.applyLimits(limits)
    writeFiles(cell, program.files, watch.spanned)
    const onOutput = (stream: string, bytes: Uint8Array) =>
      void (stream === 'stdout' && chunks.push(Buffer.from(bytes)))
    const report = await spanned('run', {}, () => runPhase(cell, plan, { ...watch, onOutput }))
    return { report, stdout: Buffer.concat(chunks) }
  })
}
