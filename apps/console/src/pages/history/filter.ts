import type { ExecutionFilter } from '../../api/executions.ts'
import type { ExecutionSummary } from '../../api/types.ts'
import { STATUS_WORDS } from '../../design/data/status-badge.tsx'

type Status = ExecutionSummary['status']

/** The filter of the history, as it is in the URL. */
export interface HistorySearch {
  readonly language?: string
  readonly status?: Status
  /** First day, in the visitor's time zone. */
  readonly from?: string
  /** Last day. */
  readonly to?: string
}

export const STATUSES = Object.keys(STATUS_WORDS).filter(
  (status): status is Status => status !== 'queued' && status !== 'running',
)

const PER_PAGE = 25

/** Parses a URL. Invalid parameters are ignored. */
export function readSearch(search: Readonly<Record<string, unknown>>): HistorySearch {
  const { language, status, from, to } = search
  return {
    ...(typeof language === 'string' && language.length <= 64 && language !== '' && { language }),
    ...(isStatus(status) && { status }),
    ...(isDay(from) && { from }),
    ...(isDay(to) && { to }),
  }
}

const isStatus = (value: unknown): value is Status => STATUSES.some((status) => status === value)

const isDay = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))

/** The query to the service. Days begin and end in the visitor's time zone. */
export function toFilter({ language, status, from, to }: HistorySearch): ExecutionFilter {
  return {
    limit: PER_PAGE,
    ...(language !== undefined && { language }),
    ...(status !== undefined && { status }),
    ...(from !== undefined && { from: startOf(from, 0) }),
    ...(to !== undefined && { to: startOf(to, 1) }),
  }
}

function startOf(day: string, daysLater: number): string {
  const date = new Date(`${day}T00:00`)
  date.setDate(date.getDate() + daysLater)
  return date.toISOString()
}

/** What is wrong with the days, in words; undefined if they are valid. */
export function findDayProblem({ from, to }: HistorySearch): string | undefined {
  return from !== undefined && to !== undefined && from > to ? 'The last day is before the first.' : undefined
}
