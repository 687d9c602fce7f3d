/**
 * The system's real-time clock in milliseconds, to some microseconds: `Date.now()` tells whole milliseconds only, and
 * the performance clock does not follow corrections of the real one. Good for some seconds; calibrating takes up to a
 * millisecond.
 */
export function calibrateRealTime(): () => number {
  const before = Date.now()
  let tick = before
  while (tick === before) tick = Date.now()
  const offset = tick - performance.now()
  return () => performance.now() + offset
}
