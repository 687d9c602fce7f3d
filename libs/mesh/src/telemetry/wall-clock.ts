/** Beyond this the process's own clock and the machine's have drifted apart, milliseconds. */
const DRIFT_MS = 2

/**
 * Milliseconds since the epoch, to the microsecond. `Date.now` has whole milliseconds only, and
 * `performance.timeOrigin` is what the machine's clock said when the process started: both are needed to order the
 * spans of several processes in a request of 20 ms.
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
