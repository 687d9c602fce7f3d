/** Percentiles of measurements. Milliseconds, unless the caller measured something else. */
export interface Summary {
  readonly count: number
  readonly p50: number
  readonly p95: number
  readonly mean: number
}

/** The value below which `share` (0 to 1) of the samples lie, by nearest rank; NaN without samples. */
export function percentile(samples: ReadonlyArray<number>, share: number): number {
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? Number.NaN
}

/** Of an even number of samples, the middle between the two in the middle. */
export function median(samples: ReadonlyArray<number>): number {
  const sorted = samples.toSorted((a, b) => a - b)
  const [lower, upper] = [(sorted.length - 1) >> 1, sorted.length >> 1]
  return ((sorted[lower] ?? Number.NaN) + (sorted[upper] ?? Number.NaN)) / 2
}

export function summarize(samples: ReadonlyArray<number>): Summary {
  if (samples.length === 0) throw new Error('a summary needs at least one sample')
  return {
    count: samples.length,
    p50: percentile(samples, 0.5),
    p95: percentile(samples, 0.95),
    mean: samples.reduce((sum, sample) => sum + sample, 0) / samples.length,
  }
}
