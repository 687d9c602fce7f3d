/** When something that failed is tried again. */
export interface RetryPolicy {
  /** Tries altogether. */
  readonly attempts: number
  /** Pause after the first try, milliseconds. */
  readonly firstPauseMs: number
  /** How many times as long each next pause is. */
  readonly factor: number
  /** No pause is longer. */
  readonly maxPauseMs: number
}

/**
 * How long to wait after a number of tries, milliseconds; undefined when that were all. `random` is from 0 to 1: what failed together is not
 * tried again together, and no pause is shorter than half of what it would be.
 */
export function pauseAfter(tries: number, policy: RetryPolicy, random: number): number | undefined {
  if (tries >= policy.attempts) return undefined
  const pauseMs = Math.min(policy.firstPauseMs * policy.factor ** (tries - 1), policy.maxPauseMs)
  return Math.round(pauseMs * (1 - random / 2))
}
