import type { Usage } from '../../api/types.ts'

const DAY_MS = 24 * 60 * 60_000
/** This many languages have a colour of their own; the others share one. */
export const MAX_LANGUAGES = 5
export const OTHERS = 'other languages'

export const RANGES = [
  { value: '7', label: 'Last 7 days' },
  { value: '30', label: 'Last 30 days' },
  { value: '90', label: 'Last 90 days' },
  { value: '365', label: 'Last year' },
] as const
export type Range = (typeof RANGES)[number]['value']

/** Parses a URL; 30 days if it has no valid range. */
export function readRange({ days }: Readonly<Record<string, unknown>>): Range {
  return RANGES.find(({ value }) => value === String(days))?.value ?? '30'
}

/** UTC days; today is the last. */
export function toDays(range: Range, now: Date): { from: string; to: string } {
  const first = new Date(now.getTime() - (Number(range) - 1) * DAY_MS)
  return { from: first.toISOString().slice(0, 10), to: now.toISOString().slice(0, 10) }
}

export interface Totals {
  readonly runs: number
  readonly errors: number
  readonly cpuSeconds: number
}

const NOTHING: Totals = { runs: 0, errors: 0, cpuSeconds: 0 }

const add = (a: Totals, b: Totals): Totals => ({
  runs: a.runs + b.runs,
  errors: a.errors + b.errors,
  cpuSeconds: a.cpuSeconds + b.cpuSeconds,
})

export const totalOf = (days: readonly Totals[]): Totals => days.reduce(add, NOTHING)

export interface LanguageUsage extends Totals {
  readonly language: string
}

/** The usage of each language, the most used first. */
export function byLanguage({ days }: Pick<Usage, 'days'>): LanguageUsage[] {
  const totals = new Map<string, Totals>()
  for (const day of days) totals.set(day.language, add(totals.get(day.language) ?? NOTHING, day))
  return [...totals]
    .map(([language, total]) => ({ language, ...total }))
    .sort((a, b) => b.runs - a.runs || a.language.localeCompare(b.language))
}

export interface DayUsage extends Totals {
  readonly day: string
}

/** Every day of the range, including days without a run. */
export function byDay({ from, to, days }: Pick<Usage, 'from' | 'to' | 'days'>): DayUsage[] {
  const totals = new Map<string, Totals>()
  for (const day of days) totals.set(day.day, add(totals.get(day.day) ?? NOTHING, day))
  return listDays(from, to).map((day) => ({ day, ...(totals.get(day) ?? NOTHING) }))
}

function listDays(from: string, to: string): string[] {
  const days: string[] = []
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY_MS) {
    days.push(new Date(at).toISOString().slice(0, 10))
  }
  return days
}

export interface Layer {
  readonly name: string
  /** Of each day. */
  readonly runs: readonly number[]
}

/** Runs per day and language, to be stacked: the most used at the bottom, the others combined on top. */
export function toLayers(usage: Pick<Usage, 'from' | 'to' | 'days'>): { days: string[]; layers: Layer[] } {
  const days = listDays(usage.from, usage.to)
  const ranked = byLanguage(usage).map(({ language }) => language)
  const own = ranked.slice(0, MAX_LANGUAGES)
  const names = ranked.length > own.length ? [...own, OTHERS] : own
  const runs = new Map(names.map((name) => [name, days.map(() => 0)]))
  for (const day of usage.days) {
    const layer = runs.get(own.includes(day.language) ? day.language : OTHERS)
    const at = days.indexOf(day.day)
    if (layer && at >= 0) layer[at] = (layer[at] ?? 0) + day.runs
  }
  return { days, layers: [...runs].map(([name, each]) => ({ name, runs: each })) }
}

/** Heights of a stack: each layer with all below it. */
export function toHeights(layers: readonly Layer[]): number[][] {
  let below: readonly number[] = []
  return layers.map(({ runs }) => {
    const height = runs.map((count, at) => count + (below[at] ?? 0))
    below = height
    return height
  })
}
