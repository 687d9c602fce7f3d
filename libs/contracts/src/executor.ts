import * as z from 'zod'
import { contract } from './define.ts'

const Range = z.object({ min: z.int().positive(), max: z.int().positive(), default: z.int().positive() })

export type LimitRanges = z.output<typeof LimitRanges>
/** What a caller may ask for, set by the operator; each with the default when nothing is asked. */
export const LimitRanges = z.object({
  wallMs: Range,
  cpuMs: Range,
  memoryBytes: Range,
  outputBytes: Range,
  processes: Range,
})

export type Runtime = z.output<typeof Runtime>
/** One version of a language, ready to run. */
export const Runtime = z.object({
  id: z.string().describe('For example "python-3.13".'),
  language: z.string(),
  name: z.string().describe('For people: "Python".'),
  version: z.string().describe('The full version, measured in the image.'),
  aliases: z.array(z.string()),
  alternative: z
    .boolean()
    .default(false)
    .describe('Another implementation of the language: its plain name prefers a runtime that is not one.'),
  fileName: z.string().describe('Name of a single source file.'),
  compiled: z.boolean(),
  refusedFlags: z
    .array(
      z.object({
        pattern: z.string().describe('A regular expression for a whole argument.'),
        reason: z.string(),
      }),
    )
    .default([])
    .describe('What `compilerArgs` must not contain, and why. Everything else is passed on unchanged.'),
  limits: LimitRanges.describe(
    'Ranges and defaults of the run phase, with the minimums of the language applied.',
  ),
  compileLimits: LimitRanges.describe('The same for the compile phase.'),
  interactive: z
    .object({ wallMs: Range, idleMs: Range })
    .optional()
    .describe('Time limits of interactive runs, which leave people time to think; they apply instead.'),
})

/** What one executor is doing: reported in discovery, not asked for through the queue group. */
export type ExecutorStatus = z.output<typeof ExecutorStatus>
export const ExecutorStatus = z.object({
  slots: z
    .object({
      total: z.int(),
      free: z.int(),
      held: z
        .int()
        .default(0)
        .describe('Out of use because a container in it could not be removed yet; removal is retried.'),
    })
    .describe('Slots for cells, warm ones included.'),
  running: z.int().describe('Executions in progress.'),
  concurrency: z.int().describe('Maximum number of executions it runs at once.'),
  pools: z.record(
    z.string(),
    z.object({ warm: z.int(), target: z.int(), starting: z.int(), waiting: z.int() }),
  ),
  isolation: z.object({ runtime: z.string(), engine: z.string() }),
})

export const executor = contract('executor', {
  /** Every runtime this executor can run, with the operator's limits. Cheap; safe to cache for some seconds. */
  catalogue: {
    input: z.object({}),
    output: z.object({ runtimes: z.array(Runtime) }),
    refusals: {},
    timeoutMs: 2_000,
  },
})
