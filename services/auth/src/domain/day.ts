/** The day that a moment is in, UTC, as `2026-11-24`: what daily quotas are counted by. */
export function toDay(moment: Date): string {
  return moment.toISOString().slice(0, 10)
}

const DAY_MS = 24 * 60 * 60_000

/** Until the next day begins, UTC, milliseconds: when a daily quota is whole again. */
export function msToNextDay(moment: Date): number {
  return DAY_MS - (((moment.getTime() % DAY_MS) + DAY_MS) % DAY_MS)
}
