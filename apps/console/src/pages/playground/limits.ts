import type { Runtime } from '../../api/types.ts'
import { formatBytes, formatMs } from '../../execution/bytes.ts'
import type { LimitName, ProgramLimits } from '../../program/program.ts'

export type Range = Runtime['limits'][LimitName]

/** How people say a limit, and what it is on the wire. */
export const LIMIT_WORDS: Readonly<
  Record<LimitName, { label: string; unit: string; factor: number; format(value: number): string }>
> = {
  wallMs: { label: 'Time', unit: 'seconds', factor: 1_000, format: formatMs },
  cpuMs: { label: 'CPU time', unit: 'seconds', factor: 1_000, format: formatMs },
  memoryBytes: { label: 'Memory', unit: 'MiB', factor: 1024 * 1024, format: formatBytes },
  outputBytes: { label: 'Output', unit: 'KiB', factor: 1024, format: formatBytes },
  processes: { label: 'Processes', unit: 'at once', factor: 1, format: String },
}

/** The ranges of a run: an interactive one may take as long as people do. */
export function rangeOfLimit(runtime: Runtime, name: LimitName, interactive: boolean): Range {
  return name === 'wallMs' && interactive && runtime.interactive
    ? runtime.interactive.wallMs
    : runtime.limits[name]
}

/** A limit as it was typed; an empty one is the default. */
export function readLimit(text: string, name: LimitName, range: Range): { value?: number; problem?: string } {
  if (text.trim() === '') return {}
  const { factor, format } = LIMIT_WORDS[name]
  const value = Math.round(Number(text.replace(',', '.')) * factor)
  if (!Number.isFinite(value) || value < range.min || value > range.max) {
    return { problem: `From ${format(range.min)} to ${format(range.max)}.` }
  }
  return { value }
}

export function showLimit(value: number | undefined, name: LimitName): string {
  return value === undefined ? '' : String(Number((value / LIMIT_WORDS[name].factor).toFixed(3)))
}

export const countLimits = (limits: ProgramLimits): number => Object.keys(limits).length
