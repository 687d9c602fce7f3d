import { percentile } from '@runhive/bench/statistics'
import type { Sample } from './honest/callers.ts'

/** How long calls of one kind took. A failed call counts as infinitely slow: refusing quickly is not being fast. */
export interface Latency {
  readonly count: number
  readonly failed: number
  /** Milliseconds; Infinity when so many failed, NaN when there was no call. */
  readonly p50: number
  readonly p95: number
}

export function toLatency(samples: ReadonlyArray<Pick<Sample, 'ms' | 'failure'>>): Latency {
  const times = samples.map(({ ms, failure }) => (failure === undefined ? ms : Number.POSITIVE_INFINITY))
  return {
    count: samples.length,
    failed: samples.filter(({ failure }) => failure !== undefined).length,
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
  }
}
