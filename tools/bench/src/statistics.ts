/** What a list of measurements comes down to. Milliseconds, unless the caller measured something else. */
export interface Summary {
  readonly count: number
  readonly p50: number
  readonly p95: number
  readonly mean: number
}

/** The value below which `share` (0 to 1) of the samples lie, by nearest rank. */
export function percentile(samples: ReadonlyArray<number>, share: number): number {
  if (samples.length === 0) throw new Error('a percentile needs at least one sample')
  const sorted = [...samples].sort((a, b) => a - b)
  const rank = Math.max(1, Math.ceil(share * sorted.length))
  return sorted[rank - 1] ?? Number.NaN
}

export function summarize(samples: ReadonlyArray<number>): Summary {
  return {
    count: samples.length,
    p50: percentile(samples, 0.5),
    p95: percentile(samples, 0.95),
    mean: samples.reduce((sum, sample) => sum + sample, 0) / samples.length,
  }
}
