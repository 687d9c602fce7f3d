import type { LimitRanges, Runtime } from '@runhive/contracts/executor'
import type { EffectiveLimits } from '@runhive/contracts/limits'
import type { ManifestLimits } from '../languages/manifest.ts'

/** What the operator allows, per kind of phase. */
export interface OperatorLimits {
  readonly run: LimitRanges
  readonly compile: LimitRanges
  /** Times of interactive runs, in which people think. */
  readonly interactive: NonNullable<Runtime['interactive']>
}

const NAMES = ['wallMs', 'cpuMs', 'memoryBytes', 'outputBytes', 'processes'] as const

/**
 * The ranges of one runtime: the operator's, raised where the runtime cannot live with less. The operator's maximum
 * always wins, because it is what protects the host.
 */
export function toRanges(operator: LimitRanges, floors: ManifestLimits): LimitRanges {
  return mapLimits((name) => {
    const { max, ...range } = operator[name]
    const min = Math.min(max, Math.max(range.min, floors[name]?.min ?? 0))
    return { min, max, default: clamp(floors[name]?.default ?? range.default, min, max) }
  })
}

/**
 * The limits this executor enforces. The gateway decided them against the catalogue of some executor; this one
 * trusts only the shape, so that a stale or broken gateway cannot lend out more than the operator of this host allows.
 */
export function toEnforced(wanted: EffectiveLimits, ranges: LimitRanges): EffectiveLimits {
  return mapLimits((name) => Math.min(wanted[name], ranges[name].max))
}

function mapLimits<T>(value: (name: (typeof NAMES)[number]) => T): Record<(typeof NAMES)[number], T> {
  return {
    wallMs: value('wallMs'),
    cpuMs: value('cpuMs'),
    memoryBytes: value('memoryBytes'),
    outputBytes: value('outputBytes'),
    processes: value('processes'),
  }
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value))
}
