/** Jain's index of how evenly shares follow what is due: 1 when exactly, down to 1/n when one has all. */
export function fairness(shares: ReadonlyArray<{ got: number; due: number }>): number {
  const ratios = shares.map(({ got, due }) => got / due)
  const sum = ratios.reduce((total, ratio) => total + ratio, 0)
  const squares = ratios.reduce((total, ratio) => total + ratio * ratio, 0)
  return squares === 0 ? Number.NaN : (sum * sum) / (ratios.length * squares)
}

/**
 * Mean wait of a queue with `servers` equal servers and times that do not remember (Erlang C), in the unit of
 * `service`.
 */
export function expectedWait({
  servers,
  utilisation,
  service,
}: {
  servers: number
  utilisation: number
  service: number
}): number {
  const load = servers * utilisation
  // Erlang B by its recursion, then C from B: no factorial ever becomes too large.
  let blocked = 1
  for (let n = 1; n <= servers; n += 1) blocked = (load * blocked) / (n + load * blocked)
  const waits = blocked / (1 - utilisation * (1 - blocked))
  return (waits * service) / (servers * (1 - utilisation))
}
