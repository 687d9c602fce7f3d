import type { Sample } from './honest/callers.ts'

/** How long calls of one kind took. One that failed took for ever: a quick refusal is no quick service. */
export interface Latency {
  readonly count: number
  readonly failed: number
  /** Milliseconds; Infinity when so many failed, NaN when there was no call. */
  readonly p50: number
  readonly p95: number
}

export function toLatency(samples: ReadonlyArray<Pick<Sample, 'ms' | 'failure'>>): Latency {
  const sorted = samples.map(({ ms, failure }) => (failure === undefined ? ms : Number.POSITIVE_INFINITY))
  sorted.sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? Number.NaN
  return {
    count: samples.length,
    failed: samples.filter(({ failure }) => failure !== undefined).length,
    p50: at(0.5),
    p95: at(0.95),
  }
}
