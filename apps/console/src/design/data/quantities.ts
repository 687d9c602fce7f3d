/**
 * Formats numbers, fractions, sizes and durations for people. Moments are in `time-words.ts`. In English, like
 * everything else here.
 */

const COUNT = new Intl.NumberFormat('en')

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** 12,345 */
export const toCount = (value: number): string => COUNT.format(value)

/** 99.98 %: cut, not rounded, because less than everything must never read as everything. */
export function toPercent(share: number): string {
  return `${cut(share * 100, 2)} %`
}

/** 5.6 ms, 850 ms, 1.24 s, 3 min 5 s, 4 h 12 min, 3 d 4 h: three figures, or the two largest units. */
export function toSpan(ms: number): string {
  if (ms < SECOND) return `${Number(ms.toFixed(ms < 10 ? 1 : 0))} ms`
  if (ms < MINUTE) return `${cut(ms / SECOND, ms < 10 * SECOND ? 2 : 1)} s`
  if (ms < HOUR) return two([Math.floor(ms / MINUTE), 'min'], [Math.floor((ms % MINUTE) / SECOND), 's'])
  if (ms < DAY) return two([Math.floor(ms / HOUR), 'h'], [Math.floor((ms % HOUR) / MINUTE), 'min'])
  return two([Math.floor(ms / DAY), 'd'], [Math.floor((ms % DAY) / HOUR), 'h'])
}

type Part = readonly [value: number, unit: string]

const two = (large: Part, small: Part): string => (small[0] === 0 ? large : [...large, ...small]).join(' ')

const UNITS = ['KiB', 'MiB', 'GiB', 'TiB'] as const

/** 1 byte, 345 bytes, 12.3 MiB */
export function toBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`
  const step = Math.min(UNITS.length, Math.floor(Math.log2(bytes) / 10))
  const value = bytes / 1024 ** step
  return `${Number(value.toFixed(value < 10 ? 2 : 1))} ${UNITS[step - 1]}`
}

/** Without the decimals beyond, and without zeros at the end. */
function cut(value: number, decimals: number): number {
  const scale = 10 ** decimals
  return Math.floor(value * scale + 1e-6) / scale
}
