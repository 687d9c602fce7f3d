import * as z from 'zod'
import { Limits } from './limits.ts'
import { MAX_WRITTEN_PATTERNS, PatternFault, writeOutPattern } from './text/collect-pattern.ts'

/** What is asked: a program, what it is given, and what is to come back. */

/** Bytes of source and inputs one execution may carry, all files together, after decoding base64. */
export const MAX_FILES_BYTES = 1024 * 1024
export const MAX_FILES = 200
/** After decoding base64. */
export const MAX_STDIN_BYTES = 1024 * 1024

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
  .refine((name) => !/[\p{Cc}\\]/u.test(name), 'must not contain control characters or backslashes')

export type SourceFile = z.output<typeof SourceFile>
export const SourceFile = z.strictObject({
  name: FileName,
  content: z.string(),
  encoding: z.enum(['utf8', 'base64']).default('utf8').describe('Encoding of `content`.'),
})

const Environment = z
  .record(
    z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'must be letters, digits and underscores'),
    z
      .string()
      .max(8192)
      .refine((value) => !value.includes('\0'), 'must not contain NUL'),
  )
  .refine((env) => Object.keys(env).length <= 64, 'must have at most 64 entries')

const Argument = z
  .string()
  .max(4096)
  .refine((value) => !value.includes('\0'), 'must not contain NUL')

const Language = z
  .string()
  .min(1)
  .max(64)
  .describe('A language, an alias, or a runtime id such as "python-3.13".')

const program = {
  language: Language,
  version: z.string().min(1).max(32).optional().describe('A prefix of the version; picks the newest match.'),
  files: z
    .array(SourceFile)
    .min(1)
    .max(MAX_FILES)
    .optional()
    .describe(
      'The first source file of the language is the main file; where only some can be started, as in Java, Go or Rust, the first that can. If there is no source file, the first file.',
    ),
  source: z.string().optional().describe("Shorthand for one file with the language's default name."),
}

const CollectPattern = z
  .string()
  .min(1)
  .max(255)
  .refine((pattern) => !/\p{Cc}/u.test(pattern), 'must not contain control characters')
  .superRefine((pattern, context) => {
    const fault = findFault(pattern)
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault })
  })

function findFault(pattern: string): string | undefined {
  try {
    writeOutPattern(pattern)
    return undefined
  } catch (error) {
    if (error instanceof PatternFault) return error.message
    throw error
  }
}

/** A pattern that is refused by itself counts as none. */
function standsForTooMany(patterns: readonly string[]): boolean {
  const counts = patterns.map((pattern) => (findFault(pattern) ? 0 : writeOutPattern(pattern).length))
  return counts.reduce((sum, count) => sum + count, 0) > MAX_WRITTEN_PATTERNS
}

export const MAX_TESTS = 200
/** Bytes of their own stdin and expected output that all tests together may carry, after decoding base64. */
export const MAX_TESTS_BYTES = 4 * 1024 * 1024

export type TestCase = z.output<typeof TestCase>
/** One run of the program in a fresh cell of its own, from what was compiled once. */
export const TestCase = z.strictObject({
  name: z.string().min(1).max(100).optional().describe('By default its number, from 1.'),
  stdin: z.string().optional().describe('By default the `stdin` of the request; "" for none.'),
  args: z.array(Argument).max(256).optional().describe("Instead of the request's."),
  expected: z
    .string()
    .optional()
    .describe('The expected stdout. Without it, and without a checker, exit code 0 is accepted.'),
  limits: Limits.default({}).describe('Limits set here override those of the request.'),
})

/** A test case as callers write it. */
const AskedTestCase = TestCase.extend({
  encoding: z
    .enum(['utf8', 'base64'])
    .optional()
    .describe("Encoding of this test's `stdin` and `expected`; by default that of `testsEncoding`."),
})

export type Comparison = z.output<typeof Comparison>
/**
 * When a test is accepted; its program must also have exited with 0.
 *
 * `exact`: byte for byte. `trimmed`: white space at the ends of lines, and empty lines at the end, do not count.
 * `tokens`: white space only separates. `floats`: as `tokens`, and tokens that are numbers may differ by `tolerance`,
 * absolutely or relatively. `checker`: a program of the caller's decides, in a cell of its own: it finds the files
 * `input`, `expected` and `output` and says yes with exit code 0, no with 1; what it prints is the test's message.
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
    .refine((value) => !/^[a-z]+:\/\/[^/]*@/i.test(value), 'must not contain a user name or password'),
})

const requestFields = {
  ...program,
  stdin: z
    .string()
    .default('')
    .describe('Input of the program, and of every test without `stdin` of its own.'),
  stdinEncoding: z.enum(['utf8', 'base64']).optional().describe('Encoding of `stdin`; `utf8` by default.'),
  args: z.array(Argument).max(256).default([]).describe("The program's arguments."),
  env: Environment.default({}),
  compilerArgs: z
    .array(Argument)
    .max(64)
    .default([])
    .describe(
      'For the compiler, or for the interpreter if there is none; `refusedFlags` of a runtime lists what it refuses.',
    ),
  limits: Limits.default({}),
  compileLimits: Limits.default({}),
  store: z
    .boolean()
    .default(true)
    .describe(
      'false: no code or output outlives the response, neither in history nor on disk. If nobody waited for the result, or there is a webhook, it can be fetched for 30 minutes after the end and is erased within five more; removing it erases it at once.',
    ),
  tests: z.array(TestCase).min(1).max(MAX_TESTS).optional(),
  testsEncoding: z
    .enum(['utf8', 'base64'])
    .optional()
    .describe('Encoding of `stdin` and `expected` of the tests; `utf8` by default.'),
  comparison: Comparison.default({ mode: 'trimmed' }).describe('How the tests are judged.'),
  stopAtFirstFailure: z
    .boolean()
    .default(false)
    .describe('Tests after the first that is not accepted are `skipped`, even if one had already run.'),
  collect: z
    .array(CollectPattern)
    .max(16)
    .refine(
      (patterns) => !standsForTooMany(patterns),
      `must not expand to more than ${MAX_WRITTEN_PATTERNS} patterns; a name counts twice, because it may be a folder`,
    )
    .default([])
    .describe(
      'Files to return after the run; regular files only. `*` and `?` match within a folder, `**/` any number of folders, `{a,b}` either, `[a-z]` one of a set; a folder stands for everything in it. For example "out/**/*.{csv,png}".',
    ),
  interactive: z.boolean().default(false).describe('true: stdin stays open for `executions.write`.'),
  terminal: z
    .strictObject({ columns: z.int().min(1).max(1_000), rows: z.int().min(1).max(1_000) })
    .optional()
    .describe(
      'The program runs on a terminal of this size: prompts appear without a flush, stderr is part of stdout.',
    ),
  idleMs: z
    .int('must be a whole number of milliseconds')
    .min(1, 'must be at least 1 millisecond')
    .max(3_600_000, 'must be at most 3600000 milliseconds')
    .optional()
    .describe('An interactive run ends after this long without input or output, milliseconds.'),
  detached: z
    .boolean()
    .default(false)
    .describe('true: an interactive run continues when nobody watches it any more.'),
  webhook: Webhook.optional(),
  idempotencyKey: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('Requests with the same key within a day are the same execution.'),
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

export type PlannedRequest = z.output<typeof PlannedRequest>
/**
 * A request as services pass it on, from the gateway that checked it. All of its tests are in one encoding. Fields that
 * an older service does not know are left out; those of a test it would refuse.
 */
export const PlannedRequest = z.object(requestFields)

export type ExecutionRequest = z.output<typeof ExecutionRequest>
/** What a caller asks. Sizes and the language are checked by the gateway against the live catalogue. */
export const ExecutionRequest = z
  .strictObject({ ...requestFields, tests: z.array(AskedTestCase).min(1).max(MAX_TESTS).optional() })
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

export type AskedRequest = z.output<typeof AskedRequest>
/**
 * What is needed to ask the same again, as history keeps it: sent as a new request it runs the same program. Without
 * the webhook, whose address may be a secret, and without the idempotency key, which would make it the old execution.
 */
export const AskedRequest = PlannedRequest.omit({ store: true, webhook: true, idempotencyKey: true })
