import { type BuildDeps, type BuildWatch, compileInCell, planBuild, takeArtefact } from '../program/build.ts'
import { type InCellDeps, inCell } from '../program/in-cell.ts'
import { type Job, toBuildOrder, toRefusal } from '../program/job.ts'
import type { Program } from '../program/program.ts'
import { isRefused } from '../program/run-phase.ts'

/** The program with what was compiled in the place of its sources, ready to be put into any number of cells. */
export async function compileOnce(
  deps: InCellDeps & BuildDeps,
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
  const use = { image: program.runtime.image, phasesMs: job.compileLimits.wallMs, watch }
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
