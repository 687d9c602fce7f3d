import type { Overview } from '../../api/types.ts'
import { type AnyStatus, STATUS_WORDS } from '../../design/data/status-badge.tsx'

type Outcomes = NonNullable<Overview['outcomes']>

export interface Rates {
  readonly runs: number
  readonly internalErrors: number
  /** 0 to 1; 0 when nothing ran. */
  readonly errorShare: number
  readonly internalShare: number
}

/** The share of runs that did not succeed, and of those that failed because of the service. */
export function toRates({ byHour }: Pick<Outcomes, 'byHour'>): Rates {
  const sum = (field: 'runs' | 'errors' | 'internalErrors') =>
    byHour.reduce((total, hour) => total + hour[field], 0)
  const runs = sum('runs')
  const internalErrors = sum('internalErrors')
  const share = (part: number) => (runs === 0 ? 0 : part / runs)
  return { runs, internalErrors, errorShare: share(sum('errors')), internalShare: share(internalErrors) }
}

export interface Share {
  readonly status: AnyStatus
  readonly word: string
  readonly count: number
  readonly share: number
}

/** The statuses that occurred, the most frequent first. */
export function toShares({ byStatus }: Pick<Outcomes, 'byStatus'>): Share[] {
  const entries = Object.entries(byStatus) as Array<[AnyStatus, number]>
  const all = entries.reduce((sum, [, count]) => sum + count, 0)
  return entries
    .filter(([, count]) => count > 0)
    .map(([status, count]) => ({ status, word: STATUS_WORDS[status].word, count, share: count / all }))
    .toSorted((a, b) => b.count - a.count)
}

/** The hours as the chart needs them: times in seconds, and the runs in layers from the bottom up. */
export function toSeries({ byHour }: Pick<Outcomes, 'byHour'>): [number[], number[], number[], number[]] {
  return [
    byHour.map(({ at }) => Date.parse(at) / 1_000),
    byHour.map(({ runs }) => runs),
    byHour.map(({ errors }) => errors),
    byHour.map(({ internalErrors }) => internalErrors),
  ]
}
