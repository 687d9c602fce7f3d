import type { Issue } from './issues.ts'

/** Days that one usage query may span. */
export const MAX_DAYS = 366
/** The default: today and the days before. */
const DEFAULT_DAYS = 30
const DAY_MS = 86_400_000

/** The UTC day of a time, as ISO 8601 writes it. */
export const dayOf = (time: Date): string => time.toISOString().slice(0, 10)

export const plusDays = (day: string, days: number): string =>
  dayOf(new Date(Date.parse(day) + days * DAY_MS))

/** From the first to the last day, both included; by default the last 30 days. */
export function decideDays(
  range: { from?: string | undefined; to?: string | undefined },
  today: string,
): { from: string; to: string; issues: Issue[] } {
  const to = range.to ?? today
  const from = range.from ?? plusDays(to, 1 - DEFAULT_DAYS)
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1
  const issues: Issue[] = []
  if (days < 1) issues.push({ code: 'invalid_value', path: ['from'], message: `must be ${to} or before` })
  if (days > MAX_DAYS) {
    issues.push({
      code: 'invalid_value',
      path: ['from'],
      message: `must be at most ${MAX_DAYS - 1} days before ${to}`,
    })
  }
  return { from, to, issues }
}
