import * as z from 'zod'

/** The shapes of an execution: what is asked, what happens, what comes back. */

/** Bytes of source and inputs one execution may carry, all files together, after decoding base64. */
export const MAX_FILES_BYTES = 1024 * 1024
export const MAX_FILES = 200
export const MAX_STDIN_BYTES = 1024 * 1024
/**
 * Bytes of one stream of a run that a result keeps: the first half and the last half of what was written.
 * Bounded so that the largest possible result fits one message, even when JSON escapes every byte sixfold.
 */
export const MAX_KEPT_OUTPUT_BYTES = 1024 * 1024
/** The same for each stream of a compile phase. */
export const MAX_KEPT_COMPILER_BYTES = 128 * 1024

const positive = (unit: string) =>
  z.int(`must be a whole number of ${unit}`).min(1, `must be at least 1 ${unit}`)

export type Limits = z.output<typeof Limits>
/**
 * Limits a caller may set. Each is a positive whole number inside the operator's range, which
 * `languages.list` shows; anything else is refused. There is no "unlimited".
 */
export const Limits = z.strictObject({
  wallMs: positive('milliseconds').optional().describe('Wall-clock time of the phase, milliseconds.'),
  cpuMs: positive('milliseconds')
    .optional()
    .describe('CPU time of all its processes together, milliseconds.'),
  memoryBytes: positive('bytes').optional().describe('Memory of all its processes and files, bytes.'),
  outputBytes: positive('bytes')
    .optional()
    .describe('Bytes written to stdout, and again to stderr, before it is killed.'),
  processes: positive('processes').optional().describe('Processes and threads alive at once.'),
})

/** All limits decided: what the executor enforces. */
export type EffectiveLimits = z.output<typeof EffectiveLimits>
export const EffectiveLimits = z.object({
  wallMs: z.int().positive(),
  cpuMs: z.int().positive(),
  memoryBytes: z.int().positive(),
  outputBytes: z.int().positive(),
  processes: z.int().positive(),
})

/** A path that stays inside the work folder. Checked again by the cell. */
export const FileName = z
  .string()
  .min(1, 'must not be empty')
  .max(255, 'must be at most 255 characters')
  .refine((name) => !name.startsWith('/'), 'must be relative to the work folder')
  .refine(
    (name) => name.split('/').every((part) => part !== '' && part !== '.' && part !== '..'),
    'must stay inside the work folder: no empty, "." or ".." part',
  )
  .refine((name) => !/[\p{Cc}\\]/u.test(name), 'must not hold control characters or backslashes')

export type SourceFile = z.output<typeof SourceFile>
export const SourceFile = z.strictObject({
  name: FileName,
  content: z.string(),
  encoding: z.enum(['utf8', 'base64']).default('utf8').describe('How `content` is written.'),
})

const Environment = z
  .record(
    z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'must be letters, digits and underscores'),
    z
      .string()
      .max(8192)
      .refine((value) => !value.includes('\0'), 'must not hold NUL'),
  )
  .refine((env) => Object.keys(env).length <= 64, 'must have at most 64 entries')

const Argument = z
  .string()
  .max(4096)
  .refine((value) => !value.includes('\0'), 'must not hold NUL')

const Language = z
  .string()
  .min(1)
  .max(64)
  .describe('A language, an alias, or a runtime id such as "python-3.13".')

const program = {
  language: Language,
  version: z.string().min(1).max(32).optional().describe('A prefix of the version; picks the newest match.'),
  files: z.array(SourceFile).min(1).max(MAX_FILES).optional().describe('The first file is the main one.'),
  source: z.string().optional().describe("Shorthand for one file with the language's own name."),
}

const CollectPattern = z
  .string()
  .min(1)
  .max(255)
  .refine((pattern) => !pattern.startsWith('/'), 'must be relative to the work folder')
  .refine((pattern) => !pattern.split('/').includes('..'), 'must stay inside the work folder')
  .refine((pattern) => !/\p{Cc}/u.test(pattern), 'must not hold control characters')

export const MAX_TESTS = 200
/** Bytes of stdin and expected output that all tests together may carry. */
export const MAX_TESTS_BYTES = 4 * 1024 * 1024
/** Bytes of one stream that the result keeps of each test case. */
export const MAX_KEPT_TEST_BYTES = 4 * 1024

export type TestCase = z.output<typeof TestCase>
/** One run of the program in a fresh cell of its own, from what was compiled once. */
export const TestCase = z.strictObject({
  name: z.string().min(1).max(100).optional().describe('Its number, from 1, when not given.'),
  stdin: z.string().default(''),
  args: z.array(Argument).max(256).optional().describe("Instead of the request's."),
  expected: z
    .string()
    .optional()
    .describe('What stdout must be. Without it, and without a checker, exit code 0 is accepted.'),
  limits: Limits.default({}).describe("What it names is used instead of the request's."),
})

export type Comparison = z.output<typeof Comparison>
/**
 * When a test is accepted; its program must also have exited with 0.
 *
 * `exact`: byte for byte. `trimmed`: white space at the ends of lines, and empty lines at the end, do not count. `tokens`: white space
 * only separates. `floats`: as `tokens`, and tokens that are numbers may differ by `tolerance`, absolutely or relatively.
 * `checker`: a program of the caller's decides, in a cell of its own: it finds the files `input`, `expected` and `output` and says yes with exit code 0,
 * no with 1; what it prints is the test's message.
 */
export const Comparison = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.enum(['exact', 'trimmed', 'tokens']) }),
  z.strictObject({ mode: z.literal('floats'), tolerance: z.number().min(0).max(1).default(1e-6) }),
  z.strictObject({ mode: z.literal('checker'), checker: z.strictObject(program) }),
])

/** Files a run may bring back, and their bytes altogether. */
export const MAX_COLLECTED_FILES = 32
export const MAX_COLLECTED_BYTES = 4 * 1024 * 1024

export type Webhook = z.output<typeof Webhook>
/** Where `finished` is sent, by POST, signed. */
export const Webhook = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    .max(2_048, 'must be at most 2048 characters')
    .refine((value) => !/^[a-z]+:\/\/[^/]*@/i.test(value), 'must not hold a user name or password'),
})

const requestFields = {
  ...program,
  stdin: z.string().default(''),
  args: z.array(Argument).max(256).default([]).describe("The program's arguments."),
  env: Environment.default({}),
  compilerArgs: z.array(Argument).max(64).default([]),
  limits: Limits.default({}),
  compileLimits: Limits.default({}),
  store: z.boolean().default(true).describe('false: nothing of code or output outlives the answer.'),
  tests: z.array(TestCase).min(1).max(MAX_TESTS).optional(),
  comparison: Comparison.default({ mode: 'trimmed' }).describe('How the tests are judged.'),
  stopAtFirstFailure: z
    .boolean()
    .default(false)
    .describe('Tests after the first that is not accepted do not run.'),
  collect: z
    .array(CollectPattern)
    .max(16)
    .default([])
    .describe('Files to bring back after the run, e.g. "out/*.png": regular files only.'),
  interactive: z.boolean().default(false).describe('true: stdin stays open for `executions.write`.'),
  terminal: z
    .strictObject({ columns: z.int().min(1).max(1_000), rows: z.int().min(1).max(1_000) })
    .optional()
    .describe(
      'The program runs on a terminal of this size: prompts show unflushed, stderr is part of stdout.',
    ),
  idleMs: positive('milliseconds')
    .max(3_600_000, 'must be at most 3600000 milliseconds')
    .optional()
    .describe('An interactive run ends when for so long nothing was written to it or by it, milliseconds.'),
  detached: z
    .boolean()
    .default(false)
    .describe('true: an interactive run goes on when nobody watches it any more.'),
  webhook: Webhook.optional(),
  idempotencyKey: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('Asking again with the same key within a day is the same execution.'),
  metadata: z
    .record(z.string().max(64), z.string().max(512))
    .refine((entries) => Object.keys(entries).length <= 16, 'must have at most 16 entries')
    .default({})
    .describe("The caller's own labels; returned with the result."),
}

function hasOneSource(program: { files?: unknown; source?: unknown }): boolean {
  return (program.files === undefined) !== (program.source === undefined)
}

function hasDistinctNames(files: readonly SourceFile[] = []): boolean {
  return new Set(files.map(({ name }) => name)).size === files.length
}

export type ExecutionRequest = z.output<typeof ExecutionRequest>
/** What a caller asks. Sizes and the language are checked by the gateway against the live catalogue. */
export const ExecutionRequest = z
  .strictObject(requestFields)
  .refine(hasOneSource, {
    message: 'give either `source` or `files`',
    path: ['source'],
  })
  .refine((request) => hasDistinctNames(request.files), {
    message: 'must not name a file twice',
    path: ['files'],
  })
  .refine((request) => !(request.interactive && request.tests), {
    message: 'cannot be combined with `tests`',
    path: ['interactive'],
  })
  .refine((request) => request.interactive || request.idleMs === undefined, {
    message: 'needs `interactive: true`',
    path: ['idleMs'],
  })
  .refine((request) => request.tests === undefined || request.terminal === undefined, {
    message: 'cannot be combined with `tests`',
    path: ['terminal'],
  })
  .refine((request) => request.tests === undefined || request.collect.length === 0, {
    message: 'cannot be combined with `tests`',
    path: ['collect'],
  })
  .refine((request) => request.interactive || !request.detached, {
    message: 'needs `interactive: true`',
    path: ['detached'],
  })
  .refine((request) => request.tests !== undefined || !request.stopAtFirstFailure, {
    message: 'needs `tests`',
    path: ['stopAtFirstFailure'],
  })
  .refine((request) => request.tests !== undefined || request.comparison.mode === 'trimmed', {
    message: 'needs `tests`',
    path: ['comparison'],
  })
  .refine((request) => request.comparison.mode !== 'checker' || hasOneSource(request.comparison.checker), {
    message: 'give either `source` or `files`',
    path: ['comparison', 'checker', 'source'],
  })
  .refine(({ comparison }) => comparison.mode !== 'checker' || hasDistinctNames(comparison.checker.files), {
    message: 'must not name a file twice',
    path: ['comparison', 'checker', 'files'],
  })

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
      'As the request named it, relative to the work folder; an absolute path for a file that is not there.',
    ),
  line: z.int().positive().describe('From 1.'),
  column: z
    .int()
    .positive()
    .optional()
    .describe(
      'From 1, as that compiler counts: clang and Go count bytes, gcc screen columns. Absent when it does not say.',
    ),
  severity: z.enum(['error', 'warning', 'note']).describe('A note explains the diagnostic before it.'),
  message: z.string().describe('May have several lines.'),
  code: z
    .string()
    .optional()
    .describe(
      'The compiler\'s own name for this kind: "TS2322", "E0308", "-Wunused-variable", "ZeroDivisionError".',
    ),
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
  exitCode: z.int().nullable().describe('null when a signal ended it.'),
  signal: z.string().nullable().describe('For example "SIGSEGV".'),
  limit: z
    .enum(['wall', 'cpu', 'memory', 'output', 'fileSize', 'idle'])
    .nullable()
    .describe('The limit that ended it; `idle` only of an interactive run.'),
  stdout: z.string(),
  stderr: z.string(),
  encoding: z
    .enum(['utf8', 'base64'])
    .describe('Of stdout and stderr both; base64 when either is not UTF-8.'),
  truncated: z.object({ stdout: z.boolean(), stderr: z.boolean() }),
  stdoutBytes: z.int().nonnegative().describe('Bytes really written, kept or not.'),
  stderrBytes: z.int().nonnegative(),
  wallMs: z.number().nonnegative(),
  cpuMs: z.number().nonnegative().nullable().describe('null where the host does not tell.'),
  memoryBytes: z
    .number()
    .nonnegative()
    .nullable()
    .describe('Peak of the whole phase; null where the host does not tell.'),
  diagnostics: z
    .array(Diagnostic)
    .optional()
    .describe(
      'What a compiler or interpreter complained of, also in its output; absent when nothing was found.',
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
  message: z.string().describe('One plain sentence: what happened; of a checker, what it said.'),
  run: Phase.optional().describe('Its output is kept to a few kilobytes.'),
})

export type CollectedFile = z.output<typeof CollectedFile>
/** A file that the program left behind, whole. */
export const CollectedFile = z.object({
  name: z.string(),
  mime: z.string().describe('By its content, not its name.'),
  size: z.int().nonnegative(),
  content: z.string(),
  encoding: z.enum(['utf8', 'base64']),
})

export type Timings = z.output<typeof Timings>
/** Where the time went, milliseconds, to the microsecond at most. */
export const Timings = z.object({
  queuedMs: z.number().nonnegative().describe('From acceptance to an executor taking it.'),
  cellMs: z
    .number()
    .nonnegative()
    .describe(
      'Waiting for a cell, handing it the files, and everything else the executor did around the phases.',
    ),
  compileMs: z
    .number()
    .nonnegative()
    .describe('Wall-clock time of the compile phase, measured in the cell; 0 without one.'),
  runMs: z
    .number()
    .nonnegative()
    .describe('Wall-clock time of the run, measured in the cell; 0 without one.'),
  totalMs: z
    .number()
    .nonnegative()
    .describe('From acceptance to the result. The others add up to it, but for the error of the clocks.'),
})

export type ExecutionResult = z.output<typeof ExecutionResult>
export const ExecutionResult = z.object({
  id: z.uuid(),
  language: z.string(),
  runtime: z.string(),
  status: ExecutionStatus,
  message: z.string().describe('One plain sentence: cause, limit and measurement.'),
  compile: Phase.optional(),
  run: Phase.optional().describe('Of an execution with tests: none, each test has its own.'),
  tests: z.array(TestResult).optional(),
  files: z.array(CollectedFile).optional(),
  filesSkipped: z.int().nonnegative().optional().describe('Files that matched but were over a cap.'),
  compileCached: z
    .boolean()
    .optional()
    .describe("true: an earlier compilation of the account's own was used."),
  timings: Timings,
  limits: EffectiveLimits.optional().describe('The limits that applied to the run.'),
  metadata: z.record(z.string(), z.string()).default({}),
  stored: z.boolean().default(true).describe('false: history must not keep it.'),
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
    base64: z.string().optional().describe('Instead of `text`, when the bytes are not UTF-8.'),
  }),
  z.object({
    kind: z.literal('test'),
    index: z.int().nonnegative().describe('From 0, as in the request. Tests end in any order.'),
    name: z.string(),
    status: TestStatus,
  }),
  z
    .object({ kind: z.literal('skipped'), from: z.int().positive(), to: z.int().positive() })
    .describe(
      'Made by the gateway: events of these numbers are gone, because the watcher was too slow or came too late.',
    ),
  z.object({
    kind: z.literal('finished'),
    result: ExecutionResult,
    webhook: Webhook.optional().describe('Where the caller wants it to be sent.'),
    retentionDays: z.int().positive().optional().describe('How long history keeps it.'),
  }),
])
