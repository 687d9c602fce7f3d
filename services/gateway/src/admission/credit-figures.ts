import type { Rate } from '@runhive/contracts/admission'

interface Before {
  readonly unused: number
  readonly running: number
  readonly goOn: number
}

/** What auth would say of rate and outstanding executions, from what it said last and what has happened here since. */
export function createFigures(now: () => number) {
  let rate: { readonly of: Rate; readonly atMs: number } | undefined
  /** Executions that are not in calls of this gateway, as auth counted them. */
  let others = 0
  let running = 0
  /** Of calls that ended since then, and whose executions had not. */
  let goOn = 0

  const rateWith = (unused: number): { rate?: Rate } => {
    if (!rate) return {}
    const { limit, windowMs, resetMs } = rate.of
    const perMs = limit / windowMs
    const left = Math.min(limit, limit - resetMs * perMs + (now() - rate.atMs) * perMs + unused)
    return { rate: { limit, windowMs, remaining: Math.floor(left), resetMs: (limit - left) / perMs } }
  }
  const note = (of: Rate | undefined) => {
    if (of) rate = { of, atMs: now() }
  }
  return {
    before: (unused: number): Before => ({ unused, running, goOn }),
    granted(answer: { rate?: Rate | undefined; outstanding?: number | undefined }, before: Before): void {
      note(answer.rate)
      if (answer.outstanding === undefined) return
      others = Math.max(0, answer.outstanding - before.unused - before.running)
      goOn -= before.goOn
    },
    asked: note,
    used(unused: number): { rate?: Rate; outstanding: number } {
      return { ...rateWith(unused), outstanding: others + running + goOn }
    },
    callBegan(): void {
      running += 1
    },
    callEnded({ goesOn }: { goesOn: boolean }): void {
      running -= 1
      if (goesOn) goOn += 1
    },
  }
}
