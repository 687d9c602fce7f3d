import {
  type CollectedFile,
  type ExecutionResult,
  type ExecutionStatus,
  type FileLeftOut,
  MAX_FILES_LEFT_OUT,
  MAX_RESULT_BYTES,
  type Phase,
  type TestResult,
  type Timings,
} from '@runhive/contracts/execution-result'
import type { WorkItem } from '@runhive/contracts/execution-streams'
import { fitOutput } from '../output/fit-output.ts'
import { withRemarks } from './remarks.ts'

/** What was found out about an execution; the rest of a result repeats its request. */
export interface Finding {
  readonly status: ExecutionStatus
  readonly message: string
  readonly compile?: Phase | undefined
  readonly run?: Phase | undefined
  readonly tests?: TestResult[] | undefined
  readonly files?: CollectedFile[] | undefined
  readonly filesSkipped?: number | undefined
  readonly filesLeftOut?: FileLeftOut[] | undefined
  readonly collectUnmatched?: string[] | undefined
  readonly compileCached?: boolean | undefined
}

/** Milliseconds since the epoch at which an executor took the work, and durations measured since. */
export interface Times {
  readonly takenAt: number
  readonly cellMs: number
  readonly compileMs: number
  readonly runMs: number
}

export const NO_TIMES = { cellMs: 0, compileMs: 0, runMs: 0 }

/** Assembles the result as everybody sees it. `language` is the runtime's, or the requested one when there is none. */
export function toResult(
  item: WorkItem,
  finding: Finding,
  about: { language: string; times: Times },
): ExecutionResult {
  const finishedAt = Date.now()
  return {
    id: item.id,
    language: about.language,
    runtime: item.runtime,
    status: finding.status,
    message: finding.message,
    ...(finding.compile ? { compile: finding.compile } : {}),
    ...(finding.run ? { run: finding.run } : {}),
    ...(finding.tests ? { tests: finding.tests } : {}),
    ...(finding.files ? { files: finding.files } : {}),
    ...(finding.filesSkipped ? { filesSkipped: finding.filesSkipped } : {}),
    ...(finding.filesLeftOut?.length ? { filesLeftOut: finding.filesLeftOut } : {}),
    ...(finding.collectUnmatched?.length ? { collectUnmatched: finding.collectUnmatched } : {}),
    ...(finding.compileCached ? { compileCached: true } : {}),
    timings: toTimings(item, about.times, finishedAt),
    limits: item.limits,
    metadata: item.request.metadata,
    stored: item.request.store,
    createdAt: item.acceptedAt,
    finishedAt: new Date(finishedAt).toISOString(),
  }
}

/** What of the output a result keeps although it could bring no files then: JSON of each stream, bytes. */
const LEAST_BESIDE_FILES_BYTES = 1024 * 1024

/**
 * A result that fits one message, and says in its sentence what is left out. Output gives way to files, down to what
 * every run may expect; then the files stay behind, and are counted: how a program ended and what it said is more than
 * what it made.
 */
export function toFitting(result: ExecutionResult): ExecutionResult {
  const fitting =
    fitOutput(result, MAX_RESULT_BYTES, LEAST_BESIDE_FILES_BYTES) ??
    fitOutput(withoutFiles(result), MAX_RESULT_BYTES, 0)
  return withRemarks(fitting ?? result)
}

function withoutFiles(result: ExecutionResult): ExecutionResult {
  if (!result.files?.length) return result
  const { files, filesLeftOut = [], ...rest } = result
  const stayed = files.map(({ name, size }): FileLeftOut => ({ name, size, reason: 'resultSize' }))
  return {
    ...rest,
    filesSkipped: (result.filesSkipped ?? 0) + files.length,
    filesLeftOut: [...stayed, ...filesLeftOut].slice(0, MAX_FILES_LEFT_OUT),
  }
}

/** Hosts' clocks differ: what would be negative is zero. */
function toTimings(
  item: WorkItem,
  { takenAt, cellMs, compileMs, runMs }: Times,
  finishedAt: number,
): Timings {
  const acceptedAt = Date.parse(item.acceptedAt)
  return {
    queuedMs: Math.max(0, takenAt - acceptedAt),
    cellMs: toMeasured(cellMs),
    compileMs: toMeasured(compileMs),
    runMs: toMeasured(runMs),
    totalMs: Math.max(0, finishedAt - acceptedAt),
  }
}

/** Milliseconds as a result tells them: to the microsecond, which is more than any of our clocks is good for. */
export function toMeasured(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000
}
