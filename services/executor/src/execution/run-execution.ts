import { ATTENDANCE_MS } from '@runhive/contracts/execution-control'
import type { ExecutionEvent, ExecutionResult } from '@runhive/contracts/execution-result'
import type { WorkItem } from '@runhive/contracts/execution-streams'
import { findRuntime } from '../domain/languages/catalogue.ts'
import { toDuration } from '../domain/result/message.ts'
import { type Finding, NO_TIMES, type Times, toFitting, toResult } from '../domain/result/result.ts'
import { type Control, createControl } from '../interactive/control.ts'
import { runTests, type TestsDeps } from '../judging/run-tests.ts'
import { type Job, type JobDeps, type JobOutcome, toJob } from '../program/job.ts'
import { runProgram } from '../program/run-program.ts'
import type { Spanned } from '../program/spanned.ts'
import type { Hold } from './hold.ts'
import { createOutputEvents } from './output-events.ts'

export interface RunDeps extends JobDeps, TestsDeps {
  readonly executorId: string
  /** Lets others reach the execution while it runs. */
  readonly serveControl: (item: WorkItem, control: Control) => AsyncDisposable
  /** Aborts when the executor leaves: nobody waits for a person to finish with an interactive run. */
  readonly stopping: AbortSignal
}

export interface ExecutionWatch {
  readonly onEvent: (event: ExecutionEvent) => void
  readonly signal: AbortSignal
  readonly spanned?: Spanned
  /** Until it is over nobody but the caller that waits can know of the execution. */
  readonly hold?: Hold | undefined
}

/** Runs one execution to its result. Never rejects: a failure on our side is a result too. */
export async function runExecution(
  deps: RunDeps,
  item: WorkItem,
  watch: ExecutionWatch,
): Promise<ExecutionResult> {
  const takenAt = Date.now()
  const runtime = findRuntime(deps.catalogue, { language: item.runtime })
  const about = (times: Omit<Times, 'takenAt'>) => ({
    language: runtime?.language ?? item.request.language,
    times: { takenAt, ...times },
  })
  if (watch.signal.aborted) {
    return toResult(item, { status: 'cancelled', message: 'cancelled before it started' }, about(NO_TIMES))
  }
  if (runtime === undefined) {
    const message = `this executor does not have the runtime ${item.runtime}`
    return toResult(item, { status: 'internal_error', message }, about(NO_TIMES))
  }
  const job = toJob(deps, item, runtime)
  const startedAt = deps.clock.now()
  using attendance = openAttendance(deps, item, watch.signal)
  using control = createControl(attendance.attend, toControlOptions(job))
  const address = openAddress(deps, { item, control, hold: watch.hold })
  try {
    watch.onEvent({ kind: 'started', runtime: runtime.runtime, executor: deps.executorId })
    const { finding, compileMs, runMs } = await runJob(deps, job, {
      ...watch,
      signal: attendance.signal,
      control,
    })
    const cellMs = Math.max(0, deps.clock.now() - startedAt - compileMs - runMs)
    const wasEnded = finding.status === 'cancelled' && attendance.message !== undefined
    const found = wasEnded ? { ...finding, message: attendance.message ?? finding.message } : finding
    return toFitting(toResult({ ...item, limits: job.limits }, found, about({ cellMs, compileMs, runMs })))
  } catch (error) {
    const cellMs = deps.clock.now() - startedAt
    return toResult(item, toFailure(deps, error, attendance.signal), about({ ...NO_TIMES, cellMs }))
  } finally {
    control[Symbol.dispose]()
    address[Symbol.dispose]()
  }
}

/** The execution is reachable before anybody can know that it has started. */
function openAddress(
  { serveControl }: RunDeps,
  { item, control, hold }: { item: WorkItem; control: Control; hold: Hold | undefined },
): Disposable {
  let isOver = false
  let served: AsyncDisposable | undefined
  const open = () => {
    if (!isOver) served = serveControl(item, control)
  }
  if (hold) hold.whenOver(open)
  else open()
  return {
    [Symbol.dispose]() {
      isOver = true
      // Calls under way have nobody to wait for; the result does not wait for their answers.
      void served?.[Symbol.asyncDispose]()
    },
  }
}

/** Tests have an input each, and no terminal. */
function toControlOptions({ item: { request } }: Job) {
  const isOne = request.tests === undefined
  return { stdinOpen: isOne && request.interactive, terminal: isOne && request.terminal !== undefined }
}

function toFailure(deps: RunDeps, error: unknown, signal: AbortSignal): Finding {
  if (signal.aborted) return { status: 'cancelled', message: 'cancelled before it started' }
  deps.onInternalError(error)
  return { status: 'internal_error', message: 'the executor could not run it' }
}

async function runJob(
  deps: RunDeps,
  job: Job,
  own: ExecutionWatch & { readonly control: Control },
): Promise<JobOutcome> {
  const output = createOutputEvents(own.onEvent, deps.clock)
  const watch = {
    signal: own.signal,
    graceMs: deps.killGraceMs,
    spanned: own.spanned,
    onPhase(name: 'compile' | 'run') {
      output.end()
      own.onEvent({ kind: 'phase', name })
    },
    onOutput: output.push,
  }
  try {
    if (job.item.request.tests) {
      return await runTests(deps, job, {
        ...watch,
        onTest: (index, { name, status }) => own.onEvent({ kind: 'test', index, name, status }),
      })
    }
    return await runProgram(deps, job, { ...watch, control: own.control })
  } finally {
    output.end()
  }
}

/** Whether somebody still watches an interactive run that is not detached: when nobody does, it is cancelled. */
interface Attendance extends Disposable {
  readonly signal: AbortSignal
  /** Why it was ended, when nobody asked for that. */
  readonly message: string | undefined
  attend(): void
}

function openAttendance(
  { clock, stopping }: RunDeps,
  { request }: WorkItem,
  cancelled: AbortSignal,
): Attendance {
  const left = new AbortController()
  let timer: Disposable | undefined
  const attend = () => {
    timer?.[Symbol.dispose]()
    if (request.interactive && !request.detached) timer = clock.after(ATTENDANCE_MS, () => left.abort())
  }
  attend()
  return {
    signal: request.interactive ? AbortSignal.any([cancelled, left.signal, stopping]) : cancelled,
    get message() {
      if (!request.interactive || cancelled.aborted) return undefined
      if (left.signal.aborted)
        return `cancelled because nobody had watched it for ${toDuration(ATTENDANCE_MS)}`
      return stopping.aborted ? 'cancelled because the executor was stopped' : undefined
    },
    attend,
    [Symbol.dispose]: () => timer?.[Symbol.dispose](),
  }
}
