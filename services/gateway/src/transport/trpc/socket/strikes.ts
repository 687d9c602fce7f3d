/** Counts a socket's mistakes. */
export interface Strikes {
  /** Counts one more. True when it is one too many. */
  add(): boolean
}

/** A token bucket: `burst` at once, `perSecond` in the long run. */
export function createStrikes(
  { burst, perSecond }: { readonly burst: number; readonly perSecond: number },
  now: () => number = performance.now.bind(performance),
): Strikes {
  let counted = 0
  let countedAtMs = now()
  return {
    add() {
      const atMs = now()
      counted = Math.max(0, counted - ((atMs - countedAtMs) / 1000) * perSecond) + 1
      countedAtMs = atMs
      return counted > burst
    },
  }
}
