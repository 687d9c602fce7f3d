import type { TestResult } from '@runhive/contracts/execution-result'
import { toTestsFinding } from '../domain/tests.ts'
import { type BuildDeps, type BuildWatch, compileInCell, planBuild, takeArtefact } from './build.ts'
import { type InCellDeps, inCell } from './in-cell.ts'
import { type Job, type JobOutcome, toBuildOrder, toRefusal } from './job.ts'
import { createJudge } from './judge.ts'
import type { Program } from './program.ts'
import { runAll, toName } from './run-all.ts'
import { isRefused } from './run-phase.ts'
import { runTest } from './run-test.ts'

export interface TestsDeps extends InCellDeps, BuildDeps {
  /** Room for one more cell at work beside this execution's own, if there is any right now. */
  readonly spare: () => Disposable | undefined
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
    spare: deps.spare,
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

/** The program with what was compiled in the place of its sources, ready to be put into any number of cells. */
async function compileOnce(
  deps: TestsDeps,
  { job, program, watch }: { job: Job; program: Program; watch: BuildWatch },
) {
  const order = toBuildOrder(job, program)
  const { line, key, artefact } = planBuild(deps, order)
  if (line === undefined) return { program, compile: undefined, compileMs: 0, cached: false }
  if (artefact) {
    return {
      program: withFiles(program, artefact.files),
      compile: artefact.compile,
      compileMs: 0,
      cached: true,
    }
  }
  const use = {
    image: program.runtime.image,
    phasesMs: job.compileLimits.wallMs,
    signal: watch.signal,
    spanned: watch.spanned,
  }
  return inCell(deps, use, async (cell) => {
    try {
      const built = await compileInCell(cell, { order, line, watch })
      if (built.finding) return { finding: built.finding, compileMs: built.compileMs }
      const files = await takeArtefact(cell)
      if (!files) {
        const message =
          'the compiled program is too large, or of a kind that cannot be copied into a cell for each test'
        const finding = { status: 'compile_failed' as const, message, compile: built.compile }
        return { finding, compileMs: built.compileMs }
      }
      if (key !== undefined && built.compile) deps.cache.keep(key, { files, compile: built.compile })
      const { compile, compileMs } = built
      return { program: withFiles(program, files), compile, compileMs, cached: false }
    } catch (error) {
      if (!isRefused(error)) throw error
      return { finding: { status: 'failed' as const, message: toRefusal(error) }, compileMs: 0 }
    }
  })
}

/** The main file keeps its place: command lines are made from it. */
function withFiles(program: Program, files: Program['files']): Program {
  const [main] = program.files
  const first = files.filter(({ path }) => path === main?.path)
  return { ...program, files: [...first, ...files.filter(({ path }) => path !== main?.path)] }
}

export type Compiled = Awaited<ReturnType<typeof compileOnce>>
