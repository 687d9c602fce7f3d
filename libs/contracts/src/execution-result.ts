import * as z from 'zod'
import { EffectiveLimits } from './limits.ts'
import { Webhook } from './request.ts'

/** What happens to an execution, and what comes back. */

/**
 * Bytes of one stream of a run that a result keeps at most. Of more, the first half and the last half; `omitted` says
 * where the gap is.
 */
export const MAX_KEPT_OUTPUT_BYTES = 8 * 1024 * 1024
/** The same for each stream of a compile phase. */
export const MAX_KEPT_COMPILER_BYTES = 128 * 1024
/** The same for each stream of each test case, and of a checker. */
export const MAX_KEPT_TEST_BYTES = 4 * 1024
/**
 * Bytes of a whole result as JSON, so that it fits one message with what goes beside it. JSON escapes some bytes
 * sixfold: where output would make a result larger, less of it is kept, and `omitted` says so.
 */
export const MAX_RESULT_BYTES = 15 * 1024 * 1024

export const EXECUTION_STATUSES = [
  'succeeded',
  'failed',
  'signaled',
  'compile_failed',
  'timed_out',
  'memory_exceeded',
  'output_exceeded',
  'cancelled',
  'internal_error',
] as const
/** How an execution ended. `internal_error` is ours, never the program's. */
export type ExecutionStatus = z.output<typeof ExecutionStatus>
export const ExecutionStatus = z.enum(EXECUTION_STATUSES)

/** Diagnostics one phase carries at most; errors are kept before warnings, and warnings before notes. */
export const MAX_DIAGNOSTICS = 100
/** Characters of a diagnostic's message; a longer one is cut and ends in "…". */
export const MAX_DIAGNOSTIC_CHARACTERS = 500

export type Diagnostic = z.output<typeof Diagnostic>
/**
 * One complaint of a compiler or interpreter, read from what it wrote. It is as trustworthy as that text: a program
 * that imitates its interpreter is believed.
 */
export const Diagnostic = z.object({
  file: z
    .string()
    .describe(
      'As named in the request, relative to the work folder; an absolute path for a file outside it.',
    ),
  line: z.int().positive().describe('From 1.'),
  column: z
    .int()
    .positive()
    .optional()
    .describe(
      'From 1, as that compiler counts: clang and Go count bytes, gcc screen columns. Absent if it gives none.',
    ),
  severity: z.enum(['error', 'warning', 'note']).describe('A note explains the diagnostic before it.'),
  message: z.string().describe('May span several lines.'),
  code: z
    .string()
    .optional()
    .describe(
      'The compiler\'s own name for this kind: "TS2322", "E0308", "-Wunused-variable", "ZeroDivisionError".',
    ),
})

export type Omitted = z.output<typeof Omitted>
/**
 * A gap in what a result keeps of one stream. The bytes before it are the first of the stream, and those behind it the
 * last: only of a program that was killed, what it wrote at the very end may be missing too, and counts as omitted.
 */
export const Omitted = z.object({
  at: z.int().nonnegative().describe('Offset of the gap in the stream, in bytes, not characters.'),
  bytes: z.int().positive().describe('How many bytes were omitted.'),
})

export type Phase = z.output<typeof Phase>
/** How one compile or run ended, and what it wrote. */
export const Phase = z.object({
  status: z.enum([
    'succeeded',
    'failed',
    'signaled',
    'timed_out',
    'memory_exceeded',
    'output_exceeded',
    'cancelled',
    'internal_error',
  ]),
  exitCode: z.int().nullable().describe('null if a signal ended it.'),
  signal: z.string().nullable().describe('For example "SIGSEGV".'),
  limit: z
    .enum(['wall', 'cpu', 'memory', 'output', 'fileSize', 'idle'])
    .nullable()
    .describe('The limit that ended it; `idle` only for an interactive run.'),
  stdout: z
    .string()
    .describe('As text. Invalid UTF-8 is replaced by U+FFFD, and `base64` then has the bytes themselves.'),
  stderr: z.string().describe('Likewise.'),
  encoding: z
    .enum(['utf8', 'base64'])
    .describe(
      'Encoding of stdout and stderr: `utf8`. Only results of earlier versions have `base64`, for both.',
    ),
  base64: z
    .object({ stdout: z.string().optional(), stderr: z.string().optional() })
    .optional()
    .describe(
      'The bytes of a stream that is not valid UTF-8, as far as they were kept; absent for other streams.',
    ),
  truncated: z
    .object({ stdout: z.boolean(), stderr: z.boolean() })
    .describe('Whether part of the stream was omitted.'),
  omitted: z
    .object({ stdout: Omitted.optional(), stderr: Omitted.optional() })
    .optional()
    .describe('Where the stream was cut, and by how much; only for a truncated stream.'),
  stdoutBytes: z.int().nonnegative().describe('Bytes written by the program, kept or not.'),
  stderrBytes: z.int().nonnegative(),
  wallMs: z.number().nonnegative(),
  cpuMs: z.number().nonnegative().nullable().describe('null if the host does not report it.'),
  memoryBytes: z
    .number()
    .nonnegative()
    .nullable()
    .describe('Peak of the whole phase; null if the host does not report it.'),
  diagnostics: z
    .array(Diagnostic)
    .optional()
    .describe(
      'Diagnostics of the compiler or interpreter, parsed from its output; absent if there are none.',
    ),
})

export const TEST_STATUSES = [
  'accepted',
  'wrong_answer',
  'failed',
  'signaled',
  'timed_out',
  'memory_exceeded',
  'output_exceeded',
  'cancelled',
  'skipped',
  'internal_error',
] as const
export type TestStatus = z.output<typeof TestStatus>
/** How a test case ended. `skipped`: a test before it was not accepted, and the request said to stop there. */
export const TestStatus = z.enum(TEST_STATUSES)

export type TestResult = z.output<typeof TestResult>
export const TestResult = z.object({
  name: z.string(),
  status: TestStatus,
  message: z.string().describe('One plain sentence saying what happened, or the message of the checker.'),
  run: Phase.optional().describe('Only a few kilobytes of its output are kept.'),
})

export type CollectedFile = z.output<typeof CollectedFile>
/** A file that the program left behind, whole. */
export const CollectedFile = z.object({
  name: z.string(),
  mime: z.string().describe('Detected from the content, not the name.'),
  size: z.int().nonnegative(),
  content: z.string(),
  encoding: z.enum(['utf8', 'base64']),
})

/** Files that a result tells by name to have been left out, at most. */
export const MAX_FILES_LEFT_OUT = 32

export type FileLeftOut = z.output<typeof FileLeftOut>
/** A file that a pattern meant and that did not come. */
export const FileLeftOut = z.object({
  name: z.string(),
  size: z.int().nonnegative().describe('Bytes; 0 for a file that could not be read.'),
  reason: z
    .enum(['count', 'fileSize', 'totalSize', 'resultSize', 'unreadable'])
    .describe(
      'Which limit it exceeded: the number of files, the size of one file, of all files, or of the result; or that it could not be read.',
    ),
})

export type Timings = z.output<typeof Timings>
/** Where the time went, milliseconds, to the microsecond at most. */
export const Timings = z.object({
  queuedMs: z.number().nonnegative().describe('From acceptance until an executor took it.'),
  cellMs: z
    .number()
    .nonnegative()
    .describe(
      'Waiting for a cell, copying the files into it, and all other work of the executor outside the phases.',
    ),
  compileMs: z
    .number()
    .nonnegative()
    .describe('Wall-clock time of the compile phase, measured in the cell; 0 if there was none.'),
  runMs: z
    .number()
    .nonnegative()
    .describe('Wall-clock time of the run, measured in the cell; 0 if there was none.'),
  totalMs: z
    .number()
    .nonnegative()
    .describe(
      'From acceptance to the result. The other times add up to it, within the accuracy of the clocks.',
    ),
})

export type ExecutionResult = z.output<typeof ExecutionResult>
export const ExecutionResult = z.object({
  id: z.uuid(),
  language: z.string(),
  runtime: z.string(),
  status: ExecutionStatus,
  message: z
    .string()
    .describe(
      'One plain sentence: cause, limit and measurement, and what part of the output was omitted or is not text.',
    ),
  compile: Phase.optional(),
  run: Phase.optional().describe('Absent for an execution with tests: each test has its own.'),
  tests: z.array(TestResult).optional(),
  files: z.array(CollectedFile).optional(),
  filesSkipped: z
    .int()
    .nonnegative()
    .optional()
    .describe('How many matching files were left out, named below or not.'),
  filesLeftOut: z
    .array(FileLeftOut)
    .optional()
    .describe(`The first ${MAX_FILES_LEFT_OUT} of them, sorted by name.`),
  collectUnmatched: z.array(z.string()).optional().describe('Patterns of `collect` that matched no file.'),
  compileCached: z
    .boolean()
    .optional()
    .describe("true: an earlier compilation of the account's own was used."),
  timings: Timings,
  limits: EffectiveLimits.optional().describe('The limits that applied to the run.'),
  metadata: z.record(z.string(), z.string()).default({}),
  stored: z.boolean().default(true).describe('false: history must not store it.'),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
})

export type ExecutionEvent = z.output<typeof ExecutionEvent>
/** What watchers see, numbered from 1; a stream that ends without `finished` is an error. */
export const ExecutionEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('queued'), position: z.int().nonnegative() }),
  z.object({ kind: z.literal('started'), runtime: z.string(), executor: z.string() }),
  z.object({ kind: z.literal('phase'), name: z.enum(['compile', 'run']) }),
  z.object({
    kind: z.literal('output'),
    stream: z.enum(['stdout', 'stderr']),
    text: z.string().optional(),
    base64: z.string().optional().describe('Instead of `text`, if the bytes are not UTF-8.'),
  }),
  z.object({
    kind: z.literal('test'),
    index: z
      .int()
      .nonnegative()
      .describe(
        'From 0, as in the request. Tests finish in any order; with `stopAtFirstFailure` they are reported in order.',
      ),
    name: z.string(),
    status: TestStatus,
  }),
  z
    .object({ kind: z.literal('skipped'), from: z.int().positive(), to: z.int().positive() })
    .describe(
      'Made by the gateway: events with these numbers are no longer available, because the watcher was too slow or too late.',
    ),
  z.object({
    kind: z.literal('finished'),
    result: ExecutionResult,
    webhook: Webhook.optional().describe('Where to deliver the result.'),
    retentionDays: z.int().positive().optional().describe('How long history keeps it, days.'),
    requestSent: z
      .boolean()
      .optional()
      .describe('true: the request is stored with it; history finds it in `EXECUTION_REQUESTS`.'),
  }),
])
