import type { ServiceHistory, ServiceState } from '@runhive/contracts/history'

/** The state of a service in one minute. */
export interface Seen {
  readonly service: string
  readonly state: Exclude<ServiceState, 'unknown'>
  readonly instances: number
}

/** How many minutes of a bucket a service was in each state. */
export interface Minutes {
  readonly at: Date
  readonly service: string
  readonly up: number
  readonly degraded: number
  readonly down: number
}

export interface Window {
  readonly from: Date
  /** The end of the last bucket. */
  readonly until: Date
  readonly bucketMinutes: number
}

const MINUTE_MS = 60_000
const MAX_BUCKETS = 96
/** From 60 on whole hours, which is how older times are kept; all of them divide a day. */
const LENGTHS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 480, 720, 1_440]
/** By then the state of the current minute is known. Until then that minute is not reported. */
const LOOKED_BY_MS = 10_000

/** The buckets of the last hours: as short as {@link MAX_BUCKETS} of them allow. */
export function windowOf(hours: number, now: Date): Window {
  const minutes = hours * 60
  const bucketMinutes = LENGTHS.find((length) => minutes / length <= MAX_BUCKETS) ?? 1_440
  const bucketMs = bucketMinutes * MINUTE_MS
  const last = Math.floor((now.getTime() - LOOKED_BY_MS) / bucketMs) * bucketMs
  const until = last + bucketMs
  const from = until - Math.ceil(minutes / bucketMinutes) * bucketMs
  return { from: new Date(from), until: new Date(until), bucketMinutes }
}

/** The states of some services in a window. */
export function toHistory(
  { from, until, bucketMinutes }: Window,
  services: readonly string[],
  minutes: readonly Minutes[],
): ServiceHistory {
  const bucketMs = bucketMinutes * MINUTE_MS
  const starts = Array.from(
    { length: (until.getTime() - from.getTime()) / bucketMs },
    (_, at) => from.getTime() + at * bucketMs,
  )
  const byService = Map.groupBy(minutes, ({ service }) => service)
  return {
    from: from.toISOString(),
    to: until.toISOString(),
    bucketMinutes,
    services: services.map((name) => {
      const own = byService.get(name) ?? []
      const byStart = new Map(own.map((one) => [one.at.getTime(), one]))
      const buckets = starts.map((start) => ({
        at: new Date(start).toISOString(),
        state: stateOf(byStart.get(start)),
      }))
      return { name, availability: availabilityOf(own), buckets }
    }),
  }
}

/** Down when it was down in every known minute, degraded when it was not up in some of them. */
function stateOf(minutes: Minutes | undefined): ServiceState {
  if (minutes === undefined) return 'unknown'
  const { up, degraded, down } = minutes
  if (up + degraded + down === 0) return 'unknown'
  if (up + degraded === 0) return 'down'
  return degraded + down > 0 ? 'degraded' : 'up'
}

function availabilityOf(minutes: readonly Minutes[]): number | null {
  const there = minutes.reduce((sum, { up, degraded }) => sum + up + degraded, 0)
  const all = there + minutes.reduce((sum, { down }) => sum + down, 0)
  return all === 0 ? null : there / all
}
