import type { TestResult } from '@runhive/contracts/execution-result'
import { toTestsFinding } from '../domain/judging/tests-finding.ts'
import type { BuildDeps, BuildWatch } from '../program/build.ts'
import type { InCellDeps } from '../program/in-cell.ts'
import type { Job, JobOutcome } from '../program/job.ts'
import { compileOnce } from './compile-once.ts'
import { createJudge } from './judge.ts'
import { runAll, toName } from './run-all.ts'
import { runTest } from './run-test.ts'

export interface TestsDeps extends InCellDeps, BuildDeps {
  /** A cell beside this execution's own, if there is headroom right now. */
  readonly tryExtraCell: () => Disposable | undefined
  /** A failure on our side, for the log. Never carries what a user sent or a program wrote. */
  readonly onInternalError: (error: unknown) => void
}

export interface TestsWatch extends BuildWatch {
  readonly onPhase: (name: 'compile' | 'run') => void
  readonly onTest: (index: number, test: TestResult) => void
}

/** Compiles once, then runs every test in a fresh cell of its own, several at once as long as there is room. */
export async function runTests(deps: TestsDeps, job: Job, watch: TestsWatch): Promise<JobOutcome> {
  const { item, program } = job
  const cases = item.request.tests ?? []
  const built = await compileOnce(deps, { job, program, watch })
  if ('finding' in built) return { finding: built.finding, compileMs: built.compileMs, runMs: 0 }
  const judge = await createJudge(deps, {
    job,
    build: (checker) => compileOnce(deps, { job, program: checker, watch: { ...watch, onPhase: () => {} } }),
  })
  watch.onPhase('run')
  const startedAt = deps.clock.now()
  const results = await runAll(cases, {
    stopEarly: item.request.stopAtFirstFailure,
    tryExtraCell: deps.tryExtraCell,
    signal: watch.signal,
    onTest: watch.onTest,
    runOne: (test, index, signal) =>
      runTest(deps, {
        job,
        program: built.program,
        test,
        limits: job.testLimits[index] ?? job.limits,
        name: toName(test, index),
        judge,
        watch: { ...watch, signal },
      }),
  })
  return {
    finding: { ...toTestsFinding(results), compile: built.compile, compileCached: built.cached },
    compileMs: built.compileMs,
    runMs: deps.clock.now() - startedAt,
  }
}
