/** Pauses that grow from one try to the next. */
export interface Backoff {
  /** Pause after the first try, milliseconds. */
  readonly firstPauseMs: number
  /** How many times as long each next pause is. */
  readonly factor: number
  /** No pause is longer. */
  readonly maxPauseMs: number
}

/** When something that failed is tried again, and how often. */
export interface RetryPolicy extends Backoff {
  /** Tries altogether. */
  readonly attempts: number
}

/** The longest that a pause after a number of tries, from 1, may be; milliseconds. */
export function backoffMs(tries: number, { firstPauseMs, factor, maxPauseMs }: Backoff): number {
  return Math.min(firstPauseMs * factor ** (tries - 1), maxPauseMs)
}

/**
 * How long to wait after a number of tries, milliseconds; undefined when that were all. `random` is from 0 to 1: it
 * takes up to half of the pause, so that what failed together is not tried again together.
 */
export function pauseAfter(tries: number, policy: RetryPolicy, random: number): number | undefined {
  if (tries >= policy.attempts) return undefined
  return Math.round(backoffMs(tries, policy) * (1 - random / 2))
}
