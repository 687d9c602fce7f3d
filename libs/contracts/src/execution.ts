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
export type EffectiveLimits = Required<{ [K in keyof Limits]: number }>
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

const requestFields = {
  language: z
    .string()
    .min(1)
    .max(64)
    .describe('A language, an alias, or a runtime id such as "python-3.13".'),
  version: z.string().min(1).max(32).optional().describe('A prefix of the version; picks the newest match.'),
  files: z.array(SourceFile).min(1).max(MAX_FILES).optional().describe('The first file is the main one.'),
  source: z.string().optional().describe("Shorthand for one file with the language's own name."),
  stdin: z.string().default(''),
  args: z.array(Argument).max(256).default([]).describe("The program's arguments."),
  env: Environment.default({}),
  compilerArgs: z.array(Argument).max(64).default([]),
  limits: Limits.default({}),
  compileLimits: Limits.default({}),
  store: z.boolean().default(true).describe('false: nothing of code or output outlives the answer.'),
  metadata: z
    .record(z.string().max(64), z.string().max(512))
    .refine((entries) => Object.keys(entries).length <= 16, 'must have at most 16 entries')
    .default({})
    .describe("The caller's own labels; returned with the result."),
}

export type ExecutionRequest = z.output<typeof ExecutionRequest>
/** What a caller asks. Sizes and the language are checked by the gateway against the live catalogue. */
export const ExecutionRequest = z
  .strictObject(requestFields)
  .refine((request) => (request.files === undefined) !== (request.source === undefined), {
    message: 'give either `source` or `files`',
    path: ['source'],
  })
  .refine(
    (request) => new Set(request.files?.map((file) => file.name)).size === (request.files?.length ?? 0),
    {
      message: 'must not name a file twice',
      path: ['files'],
    },
  )

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
    .enum(['wall', 'cpu', 'memory', 'output', 'fileSize'])
    .nullable()
    .describe('The limit that ended it.'),
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
  run: Phase.optional(),
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
  z.object({ kind: z.literal('finished'), result: ExecutionResult }),
])
