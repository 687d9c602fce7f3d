import type { ExecutionResult, Runtime } from '../../api/types.ts'
import { toBytes, toSpan } from '../../design/data/quantities.ts'
import type { LimitName, ProgramLimits } from '../../program/program.ts'

export type Range = Runtime['limits'][LimitName]

/** The unit in which a limit is typed, and its unit in the API. */
export const LIMIT_WORDS: Readonly<
  Record<
    LimitName,
    { label: string; unit: string; factor: number; most: string; format(value: number): string }
  >
> = {
  wallMs: { label: 'Time', unit: 'seconds', factor: 1_000, most: 'of time', format: toSpan },
  cpuMs: { label: 'CPU time', unit: 'seconds', factor: 1_000, most: 'of CPU time', format: toSpan },
  memoryBytes: { label: 'Memory', unit: 'MiB', factor: 1024 * 1024, most: 'of memory', format: toBytes },
  outputBytes: { label: 'Output', unit: 'KiB', factor: 1024, most: 'of output', format: toBytes },
  processes: { label: 'Processes', unit: 'at once', factor: 1, most: 'processes', format: String },
}

/** The ranges of a run. An interactive run may take longer, because it waits for people. */
export function rangeOfLimit(runtime: Runtime, name: LimitName, interactive: boolean): Range {
  return name === 'wallMs' && interactive && runtime.interactive
    ? runtime.interactive.wallMs
    : runtime.limits[name]
}

/** Parses a typed limit; empty means the default. */
export function readLimit(text: string, name: LimitName, range: Range): { value?: number; problem?: string } {
  if (text.trim() === '') return {}
  const { factor, format } = LIMIT_WORDS[name]
  const value = Math.round(Number(text.replace(',', '.')) * factor)
  if (!Number.isFinite(value) || value < range.min || value > range.max) {
    const usual = format(range.default)
    return { problem: `From ${format(range.min)} to ${format(range.max)}. The default is ${usual}.` }
  }
  return { value }
}

export function showLimit(value: number | undefined, name: LimitName): string {
  return value === undefined ? '' : String(Number((value / LIMIT_WORDS[name].factor).toFixed(3)))
}

export const countLimits = (limits: ProgramLimits): number => Object.keys(limits).length

/** The limit that ended the program; undefined if none did. */
export function limitThatEnded({ status, run, limits }: ExecutionResult): LimitName | undefined {
  if (status === 'memory_exceeded') return 'memoryBytes'
  if (status === 'output_exceeded') return 'outputBytes'
  // Without a run it was the compiler's time limit, which a request cannot set.
  if (status !== 'timed_out' || !run) return undefined
  return limits && run.cpuMs !== null && run.cpuMs >= limits.cpuMs ? 'cpuMs' : 'wallMs'
}
