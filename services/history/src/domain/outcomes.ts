import type { ExecutionStatus } from '@runhive/contracts/execution-result'
import type { Outcomes } from '@runhive/contracts/history'

const HOUR_MS = 3_600_000

/** The beginning of the first of the last `hours` hours, the one under way included. */
export function firstHour(hours: number, now: Date): Date {
  return new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS - (hours - 1) * HOUR_MS)
}

/** The outcomes of these hours, those without any included. */
export function toOutcomes(
  { hours, from }: { hours: number; from: Date },
  counts: ReadonlyArray<{ hour: Date; status: ExecutionStatus; runs: number }>,
): Outcomes {
  const byStatus: Partial<Record<ExecutionStatus, number>> = {}
  for (const { status, runs } of counts) byStatus[status] = (byStatus[status] ?? 0) + runs
  const byHour = Map.groupBy(counts, ({ hour }) => hour.getTime())
  return {
    hours,
    byStatus,
    byHour: Array.from({ length: hours }, (_, at) => {
      const start = from.getTime() + at * HOUR_MS
      const own = byHour.get(start) ?? []
      const sum = (isCounted: (status: ExecutionStatus) => boolean) =>
        own.reduce((total, { status, runs }) => total + (isCounted(status) ? runs : 0), 0)
      return {
        at: new Date(start).toISOString(),
        runs: sum(() => true),
        errors: sum((status) => status !== 'succeeded'),
        internalErrors: sum((status) => status === 'internal_error'),
      }
    }),
  }
}
