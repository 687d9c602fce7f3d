import { toCount } from './quantities.ts'

/** Moments in words, in the visitor's own time zone. In English, like everything else here. */

const MOMENT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
const HOUR = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

const UNITS = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/** Unambiguous wherever the reader is from: 24 Nov 2026, 09:05. */
export const toMoment = (iso: string): string => MOMENT.format(new Date(iso))

/** 09:05 */
export const toHour = (iso: string): string => HOUR.format(new Date(iso))

/** 24 Nov, 09:05 */
export const toDayAndHour = (iso: string): string => `${DAY.format(new Date(iso))}, ${toHour(iso)}`

/** "5 minutes ago", "in 3 days"; less than a minute is "just now" or "in less than a minute". */
export function agoInWords(iso: string, now: Date): string {
  const seconds = (Date.parse(iso) - now.getTime()) / 1_000
  const unit = UNITS.find(([, length]) => Math.abs(seconds) >= length)
  if (!unit) return seconds <= 0 ? 'just now' : 'in less than a minute'
  return RELATIVE.format(Math.trunc(seconds / unit[1]), unit[0])
}

/** "1 day", "3 days", "12,000 days". */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${toCount(number)} ${number === 1 ? one : many}`
}
