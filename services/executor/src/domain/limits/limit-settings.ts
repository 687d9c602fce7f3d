import { wholeNumber } from '@runhive/process/settings'
import type * as z from 'zod'
import type { OperatorLimits } from './limits.ts'

const MIB = 1024 * 1024
const MINUTE_MS = 60_000

/**
 * What callers may ask for: the maximum protects the host, the default applies when a request names none. Warm cells
 * are made with the defaults of the run phase: a request for them needs no extra call to the engine, which takes 17 ms.
 */
export const LimitSettings = {
  LIMIT_WALL_MS: wholeNumber({ min: 100, max: 3_600_000, default: 10_000 }).describe(
    'wall-clock time of a run, milliseconds',
  ),
  LIMIT_WALL_MS_MAX: wholeNumber({ min: 100, max: 3_600_000, default: MINUTE_MS }).describe(
    'the maximum that a caller may request',
  ),
  LIMIT_CPU_MS: wholeNumber({ min: 100, max: 3_600_000, default: 10_000 }).describe(
    'CPU time of a run, all its processes together, milliseconds',
  ),
  LIMIT_CPU_MS_MAX: wholeNumber({ min: 100, max: 3_600_000, default: MINUTE_MS }).describe(
    'the maximum that a caller may request',
  ),
  LIMIT_MEMORY_MIB: wholeNumber({ min: 16, max: 65_536, default: 512 }).describe(
    'memory of a run, files it writes included, MiB; no swap',
  ),
  LIMIT_MEMORY_MIB_MAX: wholeNumber({ min: 16, max: 65_536, default: 1_024 }).describe(
    'the maximum that a caller may request',
  ),
  LIMIT_OUTPUT_KIB: wholeNumber({ min: 1, max: 262_144, default: 1_024 }).describe(
    'output of a run to stdout, and separately to stderr, KiB',
  ),
  LIMIT_OUTPUT_KIB_MAX: wholeNumber({ min: 1, max: 262_144, default: 8_192 }).describe(
    'the maximum that a caller may request; a result keeps all of it up to 8 MiB, and beyond that the beginning and the end',
  ),
  LIMIT_PROCESSES: wholeNumber({ min: 1, max: 4_096, default: 128 }).describe(
    'processes and threads of a run alive at once',
  ),
  LIMIT_PROCESSES_MAX: wholeNumber({ min: 1, max: 4_096, default: 256 }).describe(
    'the maximum that a caller may request',
  ),
  LIMIT_COMPILE_MS: wholeNumber({ min: 100, max: 3_600_000, default: 30_000 }).describe(
    'wall-clock and CPU time of a compilation, milliseconds; its other limits are those of a run',
  ),
  LIMIT_COMPILE_MS_MAX: wholeNumber({ min: 100, max: 3_600_000, default: MINUTE_MS }).describe(
    'the maximum that a caller may request',
  ),
  LIMIT_INTERACTIVE_MS: wholeNumber({ min: 100, max: 86_400_000, default: 10 * MINUTE_MS }).describe(
    'wall-clock time of an interactive run, milliseconds; longer, because people think',
  ),
  LIMIT_INTERACTIVE_MS_MAX: wholeNumber({ min: 100, max: 86_400_000, default: 60 * MINUTE_MS }).describe(
    'the maximum that a caller may request',
  ),
  LIMIT_IDLE_MS: wholeNumber({ min: 100, max: 3_600_000, default: MINUTE_MS }).describe(
    'time without input or output after which an interactive run ends, milliseconds',
  ),
  LIMIT_IDLE_MS_MAX: wholeNumber({ min: 100, max: 3_600_000, default: 10 * MINUTE_MS }).describe(
    'the maximum that a caller may request',
  ),
} as const

type Values = { [K in keyof typeof LimitSettings]: z.output<(typeof LimitSettings)[K]> }

/** Smallest values that make sense: below them nothing can start, in any language. */
const LEAST = { wallMs: 10, cpuMs: 10, memoryBytes: 16 * MIB, outputBytes: 1, processes: 1 }

/** Ranges of both phases. A default above its maximum becomes the maximum. */
export function toOperatorLimits(values: Values): OperatorLimits {
  const time = (value: number, max: number) => ({ max, default: Math.min(value, max) })
  const compileTime = time(values.LIMIT_COMPILE_MS, values.LIMIT_COMPILE_MS_MAX)
  const run = {
    wallMs: { min: LEAST.wallMs, ...time(values.LIMIT_WALL_MS, values.LIMIT_WALL_MS_MAX) },
    cpuMs: { min: LEAST.cpuMs, ...time(values.LIMIT_CPU_MS, values.LIMIT_CPU_MS_MAX) },
    memoryBytes: {
      min: LEAST.memoryBytes,
      ...time(values.LIMIT_MEMORY_MIB * MIB, values.LIMIT_MEMORY_MIB_MAX * MIB),
    },
    outputBytes: {
      min: LEAST.outputBytes,
      ...time(values.LIMIT_OUTPUT_KIB * 1024, values.LIMIT_OUTPUT_KIB_MAX * 1024),
    },
    processes: { min: LEAST.processes, ...time(values.LIMIT_PROCESSES, values.LIMIT_PROCESSES_MAX) },
  }
  return {
    run,
    compile: {
      ...run,
      wallMs: { min: LEAST.wallMs, ...compileTime },
      cpuMs: { min: LEAST.cpuMs, ...compileTime },
    },
    interactive: {
      wallMs: { min: LEAST.wallMs, ...time(values.LIMIT_INTERACTIVE_MS, values.LIMIT_INTERACTIVE_MS_MAX) },
      idleMs: { min: LEAST.wallMs, ...time(values.LIMIT_IDLE_MS, values.LIMIT_IDLE_MS_MAX) },
    },
  }
}
