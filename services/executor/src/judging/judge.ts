import { MAX_KEPT_TEST_BYTES, type TestResult } from '@runhive/contracts/execution-result'
import type { PlannedRequest, TestCase } from '@runhive/contracts/request'
import { findDifference, type PlainComparison } from '../domain/judging/compare.ts'
import { toExpected, toTestStdin } from '../domain/request/work.ts'
import { writeFiles } from '../program/build.ts'
import { explain } from '../program/explain.ts'
import { type InCellDeps, inCell } from '../program/in-cell.ts'
import type { Job } from '../program/job.ts'
import { type Program, toRunPlan } from '../program/program.ts'
import { runPhase } from '../program/run-phase.ts'
import type { Compiled } from './compile-once.ts'

export interface Answer {
  readonly test: TestCase
  /** All that the program wrote. */
  readonly stdout: Buffer
  readonly signal: AbortSignal
}

/** Decides whether what a program wrote, and exited with 0 after, is the answer to a test. */
export interface Judge {
  decide(answer: Answer): Promise<Pick<TestResult, 'status' | 'message'>>
}

const ACCEPTED = { status: 'accepted', message: 'accepted' } as const

export interface JudgeOrder {
  readonly job: Job
  /** Makes the checker ready to be run any number of times. */
  readonly build: (checker: Program) => Promise<Compiled>
}

/** By comparing, or by the caller's checker, which is compiled here, once. */
export async function createJudge(deps: InCellDeps, { job, build }: JudgeOrder): Promise<Judge> {
  const { request } = job.item
  const { comparison } = request
  if (comparison.mode !== 'checker') return { decide: async (answer) => compare(request, comparison, answer) }
  if (job.checker === undefined) {
    const verdict = {
      status: 'internal_error',
      message: 'this executor does not have the runtime of the checker',
    } as const
    return { decide: async () => verdict }
  }
  const built = await build(job.checker)
  if ('finding' in built) {
    const message = `the checker cannot be used: ${built.finding.message}`
    return { decide: async () => ({ status: 'failed', message }) }
  }
  return { decide: (answer) => runChecker(deps, { job, checker: built.program }, answer) }
}

function compare(request: PlannedRequest, comparison: PlainComparison, { test, stdout }: Answer) {
  const expected = toExpected(request, test)
  const difference = expected && findDifference(comparison, expected, stdout)
  return difference === undefined ? ACCEPTED : { status: 'wrong_answer' as const, message: difference }
}

const ACCEPTS = 0
const REFUSES = 1

/**
 * The checker finds what it needs in files, in a cell of its own; its exit code is the verdict, its first words the
 * message.
 */
async function runChecker(
  deps: InCellDeps,
  { job, checker }: { job: Job; checker: Program },
  { test, stdout, signal }: Answer,
): Promise<Pick<TestResult, 'status' | 'message'>> {
  const { limits } = job
  const inputs = [
    { path: 'input', content: toTestStdin(job.item.request, test) },
    { path: 'expected', content: toExpected(job.item.request, test) ?? Buffer.alloc(0) },
    { path: 'output', content: stdout },
  ]
  const plan = toRunPlan(checker, {
    args: [],
    stdin: Buffer.alloc(0),
    limits,
    keepBytes: MAX_KEPT_TEST_BYTES,
  })
  const use = { image: checker.runtime.image, phasesMs: limits.wallMs, watch: { signal } }
  const report = await inCell(deps, use, async (cell) => {
    await cell.applyLimits(limits)
    writeFiles(cell, [...checker.files, ...inputs])
    return runPhase(cell, plan, { signal, graceMs: deps.killGraceMs, onOutput: () => undefined })
  })
  const { exitCode, stdout: said, status } = report.phase
  const words = toSentence(said)
  if (exitCode === ACCEPTS) return { status: 'accepted', message: words || 'accepted by the checker' }
  if (exitCode === REFUSES) return { status: 'wrong_answer', message: words || 'rejected by the checker' }
  if (status === 'cancelled') return { status: 'cancelled', message: 'cancelled during checking' }
  const { message } = explain(checker, report, { kind: 'run', limits })
  return { status: 'failed', message: `the checker did not decide: ${message}` }
}

const MAX_WORDS = 500

function toSentence(text: string): string {
  const words = text.trim().replaceAll(/\s+/g, ' ')
  return words.length > MAX_WORDS ? `${words.slice(0, MAX_WORDS)}…` : words
}
