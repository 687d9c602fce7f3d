/** Numbers, sizes and times as people read them. In English, like everything else here. */

const COUNT = new Intl.NumberFormat('en')
const MOMENT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
const HOUR = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOURS = 60 * MINUTE
const DAYS = 24 * HOURS

/** 12,345 */
export const toCount = (value: number): string => COUNT.format(value)

/** 99.98 %: cut, not rounded, because less than everything must never read as everything. */
export function toPercent(share: number): string {
  const cut = Math.floor(share * 10_000) / 100
  return `${Number.isInteger(cut) ? cut : cut.toFixed(2).replace(/0$/, '')} %`
}

/** 850 ms, 12 s, 3 min, 4 h 12 min, 3 d 4 h: the two largest units. */
export function toSpan(ms: number): string {
  if (ms < SECOND) return `${Math.round(ms * 10) / 10 >= 10 ? Math.round(ms) : Math.round(ms * 10) / 10} ms`
  if (ms < 10 * SECOND) return `${(ms / SECOND).toFixed(1).replace(/\.0$/, '')} s`
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`
  if (ms < HOURS) return `${Math.floor(ms / MINUTE)} min`
  if (ms < DAYS) return two(Math.floor(ms / HOURS), 'h', Math.floor((ms % HOURS) / MINUTE), 'min')
  return two(Math.floor(ms / DAYS), 'd', Math.floor((ms % DAYS) / HOURS), 'h')
}

const two = (large: number, unit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smallUnit}`

const SIZES = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** 256 MiB */
export function toBytes(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(SIZES.length - 1, Math.floor(Math.log2(bytes) / 10))
  const value = bytes / 1024 ** step
  return `${Number.isInteger(value) ? value : value.toFixed(1)} ${SIZES[step] ?? 'B'}`
}

/** 24 Nov 2026, 09:06, in the visitor's own time zone. */
export const toMoment = (iso: string): string => MOMENT.format(new Date(iso))

/** 09:06 */
export const toHour = (iso: string): string => HOUR.format(new Date(iso))

/** 24 Nov, 09:06 */
export const toDayAndHour = (iso: string): string => `${DAY.format(new Date(iso))}, ${toHour(iso)}`

/** just now, 3 min ago, 4 h ago, 2 d ago: the largest unit. */
export function toAgo(iso: string, now: number): string {
  const ms = now - Date.parse(iso)
  if (ms < MINUTE) return 'just now'
  if (ms < HOURS) return `${Math.floor(ms / MINUTE)} min ago`
  if (ms < DAYS) return `${Math.floor(ms / HOURS)} h ago`
  return `${Math.floor(ms / DAYS)} d ago`
}
