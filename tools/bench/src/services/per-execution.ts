/**
 * What executions added to what happens anyway: `used` within `seconds`, less the rest's share of that time, for each of
 * `executions`. All by name; a name that is missing counts 0.
 */
export function perExecution(
  used: Readonly<Record<string, number>>,
  own: {
    readonly atRestPerSecond: Readonly<Record<string, number>>
    readonly seconds: number
    readonly executions: number
  },
): Record<string, number> {
  const { atRestPerSecond, seconds, executions } = own
  const names = new Set([...Object.keys(used), ...Object.keys(atRestPerSecond)])
  return Object.fromEntries(
    Array.from(names, (name) => [
      name,
      ((used[name] ?? 0) - (atRestPerSecond[name] ?? 0) * seconds) / executions,
    ]),
  )
}

/** What was added between two moments, by name. */
export function growth(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): Record<string, number> {
  return Object.fromEntries(Object.entries(after).map(([name, value]) => [name, value - (before[name] ?? 0)]))
}

export function scaled(values: Readonly<Record<string, number>>, factor: number): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value * factor]))
}

export function total(values: Readonly<Record<string, number>>): number {
  return Object.values(values).reduce((sum, value) => sum + value, 0)
}
