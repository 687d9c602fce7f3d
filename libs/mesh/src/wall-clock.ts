/** Beyond this the process's own clock and the machine's have drifted apart, milliseconds. */
const DRIFT_MS = 2

/**
 * Milliseconds since the epoch, to the microsecond. `Date.now` knows only whole ones, and `performance.timeOrigin` is where the machine's
 * clock stood when the process began: both are needed to tell one process's spans from another's in a request of 20 ms.
 */
export function createWallClock(
  now: () => number = Date.now,
  precise: () => number = () => performance.timeOrigin + performance.now(),
): () => number {
  let offset = 0
  return () => {
    const at = precise() + offset
    const drift = now() - at
    if (Math.abs(drift) <= DRIFT_MS) return at
    offset += drift
    return at + drift
  }
}
