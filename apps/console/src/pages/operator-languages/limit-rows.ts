import type { Runtime } from '../../api/types.ts'
import { toBytes, toCount, toSpan } from '../../design/data/quantities.ts'

export interface LimitRow {
  readonly phase: string
  readonly name: string
  readonly standard: string
  readonly least: string
  readonly most: string
}

interface Range {
  readonly min: number
  readonly max: number
  readonly default: number
}

const LIMITS = [
  ['wallMs', 'Time', toSpan],
  ['cpuMs', 'CPU time', toSpan],
  ['memoryBytes', 'Memory', toBytes],
  ['outputBytes', 'Output', toBytes],
  ['processes', 'Processes', toCount],
] as const

/** The limits of every phase that a runtime has, in words. */
export function toLimitRows({ limits, compileLimits, compiled, interactive }: Runtime): LimitRow[] {
  const all = (phase: string, ranges: Runtime['limits']) =>
    LIMITS.map(([field, name, say]) => toRow({ phase, name }, ranges[field], say))
  return [
    ...all('Run', limits),
    ...(compiled ? all('Compile', compileLimits) : []),
    ...(interactive
      ? [
          toRow({ phase: 'Interactive', name: 'Time' }, interactive.wallMs, toSpan),
          toRow({ phase: 'Interactive', name: 'Time without input or output' }, interactive.idleMs, toSpan),
        ]
      : []),
  ]
}

function toRow(of: { phase: string; name: string }, range: Range, say: (value: number) => string): LimitRow {
  return { ...of, standard: say(range.default), least: say(range.min), most: say(range.max) }
}
