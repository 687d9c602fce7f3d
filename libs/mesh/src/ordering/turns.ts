/**
 * Whose turn it is (stride scheduling). Every lane has a place on one clock, and moves on by 1 / weight with each item
 * that is taken from it; the lane that is furthest behind comes next. A lane that was empty comes back at the present
 * time: it has saved nothing up, and owes nothing.
 */
export interface Turns {
  /** The lane among these whose turn it is, the earlier one of a tie; it counts as having had its turn. */
  next(among: ReadonlyArray<string>): string | undefined
  /** An item came from this lane out of turn. */
  had(lane: string): void
  /** It was this lane's turn, and it had nothing. */
  passed(lane: string): void
}

/**
 * `phase` says where in its round each lane begins, from 0 to below 1. Hundreds of processes that start at once take
 * only a few items each: if all were in step, lanes of small weight would get far too much at first, and then nothing
 * for long.
 */
export function createTurns(weights: Readonly<Record<string, number>>, phase: () => number = () => 0): Turns {
  const strideOf = (lane: string) => 1 / (weights[lane] ?? 1)
  const places = new Map(Object.keys(weights).map((lane) => [lane, phase() * strideOf(lane)]))
  let now = 0
  const placeOf = (lane: string) => Math.max(places.get(lane) ?? 0, now)
  const had = (lane: string) => {
    now = placeOf(lane)
    places.set(lane, now + strideOf(lane))
  }
  return {
    next(among) {
      const [first, ...others] = among
      if (first === undefined) return undefined
      const lane = others.reduce((best, other) => (placeOf(other) < placeOf(best) ? other : best), first)
      had(lane)
      return lane
    },
    had,
    passed: (lane) => void places.set(lane, (places.get(lane) ?? 0) - strideOf(lane)),
  }
}
