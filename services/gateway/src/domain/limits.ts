import type { LimitRanges, Runtime } from '@runhive/contracts/executor'
import type { EffectiveLimits, Limits } from '@runhive/contracts/limits'
import type { Issue } from './issues.ts'

const UNITS: Readonly<Record<keyof LimitRanges, string>> = {
  wallMs: 'milliseconds',
  cpuMs: 'milliseconds',
  memoryBytes: 'bytes',
  outputBytes: 'bytes',
  processes: 'processes',
}
const NAMES = ['wallMs', 'cpuMs', 'memoryBytes', 'outputBytes', 'processes'] as const

/** Where limits are in the request: `['limits']`, or `['tests', 3, 'limits']`. */
export type LimitPath = readonly [...(readonly (string | number)[]), 'limits' | 'compileLimits']

/** Ranges of the run phase: an interactive one may take as long as people do. */
export function rangesOfRun({ limits, interactive }: Runtime, isInteractive: boolean): LimitRanges {
  return isInteractive && interactive ? { ...limits, wallMs: interactive.wallMs } : limits
}

/**
 * The limits that apply: what was requested, else the runtime's default. Anything outside the runtime's ranges is an
 * issue, never clamped.
 */
export function decideLimits(
  path: LimitPath,
  requested: Limits,
  ranges: LimitRanges,
): { limits: EffectiveLimits; issues: Issue[] } {
  const limits = { wallMs: 0, cpuMs: 0, memoryBytes: 0, outputBytes: 0, processes: 0 }
  const issues: Issue[] = []
  for (const name of NAMES) {
    const value = requested[name] ?? ranges[name].default
    limits[name] = value
    if (value < ranges[name].min || value > ranges[name].max) issues.push(outOfRange(path, name, ranges))
  }
  return { limits, issues }
}

/** The issue of an `idleMs` outside the range of an interactive run. */
export function idleOutOfRange({ min, max }: { min: number; max: number }): Issue {
  const message = `must be a whole number from ${min} to ${max} milliseconds`
  return { code: 'out_of_range', path: ['idleMs'], message, minimum: min, maximum: max }
}

/** The issue of a limit that is not allowed, with the range that is. */
export function outOfRange(path: LimitPath, name: keyof LimitRanges, ranges: LimitRanges): Issue {
  const { min, max } = ranges[name]
  return {
    code: 'out_of_range',
    path: [...path, name],
    message: `must be a whole number from ${min} to ${max} ${UNITS[name]}`,
    minimum: min,
    maximum: max,
  }
}

export const isLimitName = (name: unknown): name is keyof LimitRanges =>
  typeof name === 'string' && Object.hasOwn(UNITS, name)
