/** Draws from an exponential distribution: times between arrivals, or of service, that do not remember. */
export function exponential(mean: number, random: () => number = Math.random): number {
  // 1 - random() is never 0.
  return -mean * Math.log(1 - random())
}
