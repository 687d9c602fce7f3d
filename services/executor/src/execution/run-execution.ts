import type { ExecutionEvent, ExecutionResult } from '@runhive/contracts/execution'
import type { WorkItem } from '@runhive/contracts/executions'
import type { Cell } from '../docker/cell.ts'
import type { Clock } from '../docker/clock.ts'
import type { Pool, Taken } from '../docker/pool.ts'
import { type Catalogue, type CatalogueRuntime, findRuntime } from '../domain/catalogue.ts'
import { type OperatorLimits, toEnforced, toRanges } from '../domain/limits.ts'
import { type Finding, NO_TIMES, type Times, toResult } from '../domain/result.ts'
import { toCellFiles } from '../domain/work.ts'
import { createOutputEvents } from './output-events.ts'
import { type Job, type JobOutcome, runInCell } from './run-in-cell.ts'

export interface RunDeps {
  readonly catalogue: Catalogue
  readonly operatorLimits: OperatorLimits
  readonly pool: Pool<Cell>
  readonly clock: Clock
  readonly executorId: string
  /** How long a cell may take to report after it was asked to kill, milliseconds. */
  readonly killGraceMs: number
  /** How long a cell may hang outside its phases (limits, files) before the job is given up, milliseconds. */
  readonly stallMs: number
  /** A cell's removal is not waited for; what goes wrong with it is told here. */
  readonly onRemovalFailed: (error: unknown) => void
  /** What went wrong on our side, for the log. Never carries what a user sent or a program wrote. */
  readonly onInternalError: (error: unknown) => void
}

export interface Told {
  readonly tell: (event: ExecutionEvent) => void
  readonly signal: AbortSignal
}

/** Runs one execution to its result, whatever happens on the way. Never rejects: what fails on our side is a result too. */
export async function runExecution(deps: RunDeps, item: WorkItem, told: Told): Promise<ExecutionResult> {
  const takenAt = Date.now()
  const runtime = findRuntime(deps.catalogue, { language: item.runtime })
  const about = (times: Omit<Times, 'takenAt'>) => ({
    language: runtime?.language ?? item.request.language,
    times: { takenAt, ...times },
  })
  if (told.signal.aborted) {
    return toResult(item, { status: 'cancelled', message: 'cancelled before it started' }, about(NO_TIMES))
  }
  if (runtime === undefined) {
    const message = `this executor has no runtime ${item.runtime}`
    return toResult(item, { status: 'internal_error', message }, about(NO_TIMES))
  }
  told.tell({ kind: 'started', runtime: runtime.runtime, executor: deps.executorId })
  const job = toJob(deps, item, runtime)
  const startedAt = deps.clock.now()
  try {
    const { finding, compileMs, runMs } = await withCell(deps, job, told)
    const cellMs = Math.max(0, deps.clock.now() - startedAt - compileMs - runMs)
    return toResult({ ...item, limits: job.limits }, finding, about({ cellMs, compileMs, runMs }))
  } catch (error) {
    const cellMs = deps.clock.now() - startedAt
    return toResult(item, toFailure(deps, error, told.signal), about({ ...NO_TIMES, cellMs }))
  }
}

function toFailure(deps: RunDeps, error: unknown, signal: AbortSignal): Finding {
  if (signal.aborted) return { status: 'cancelled', message: 'cancelled before it started' }
  deps.onInternalError(error)
  return { status: 'internal_error', message: 'the executor could not run it' }
}

function toJob({ operatorLimits }: RunDeps, item: WorkItem, runtime: CatalogueRuntime): Job {
  return {
    item,
    runtime,
    files: toCellFiles(item.request, runtime.file),
    limits: toEnforced(item.limits, toRanges(operatorLimits.run, runtime.run.limits)),
    compileLimits: toEnforced(
      item.compileLimits,
      toRanges(operatorLimits.compile, runtime.compile?.limits ?? {}),
    ),
  }
}

/** Takes a cell, uses it, and leaves its removal to itself: the result does not wait for it. */
async function withCell(deps: RunDeps, job: Job, told: Told): Promise<JobOutcome> {
  const taken = await deps.pool.take(job.runtime.image, told.signal)
  try {
    return await supervise(deps, { job, taken, told })
  } finally {
    void dispose(deps, taken)
  }
}

async function dispose(deps: RunDeps, taken: Taken<Cell>): Promise<void> {
  try {
    await taken[Symbol.asyncDispose]()
  } catch (error) {
    deps.onRemovalFailed(error)
  }
}

/** The watchdog over the watchdogs: whatever hangs outside a phase, the job ends. */
async function supervise(
  deps: RunDeps,
  { job, taken, told }: { job: Job; taken: Taken<Cell>; told: Told },
): Promise<JobOutcome> {
  const output = createOutputEvents(told.tell, deps.clock)
  const stalled = Promise.withResolvers<never>()
  const mostMs = job.limits.wallMs + job.compileLimits.wallMs + 2 * deps.killGraceMs + deps.stallMs
  using _watchdog = deps.clock.after(mostMs, () => {
    taken.cell.taint()
    stalled.reject(new Error(`the job did not end within ${mostMs} ms`))
  })
  const running = runInCell(taken.cell, job, {
    signal: told.signal,
    graceMs: deps.killGraceMs,
    onPhase(name) {
      output.end()
      told.tell({ kind: 'phase', name })
    },
    onOutput: output.push,
  })
  try {
    return await Promise.race([running, stalled.promise])
  } finally {
    output.end()
  }
}
