/** What those who lead the streams of a NATS cluster say of the copies. */

/** Of one stream, as `$JS.API.STREAM.LIST` tells it. */
export interface StreamReport {
  readonly config: { readonly name: string }
  readonly cluster?: { readonly leader?: string; readonly replicas?: ReadonlyArray<Copy> }
}

interface Copy {
  /** Of its server. */
  readonly name: string
  readonly current: boolean
  /** Its server is not there. */
  readonly offline?: boolean
  /** How long the leader has not heard of it, nanoseconds. 0: never. */
  readonly active: number
  readonly lag?: number
}

const NANOS_PER_MS = 1_000_000
/** Heard now: copies answer each second, on a busy machine somewhat later. */
const HEARD_WITHIN_MS = 5_000

/** Whether somebody leads, and every copy is as far as the leader's. */
export function isComplete({ cluster }: StreamReport): boolean {
  const copies = cluster?.replicas ?? []
  return Boolean(cluster?.leader) && copies.every(({ current, offline, lag }) => current && !offline && !lag)
}

/** Servers that are there and of which nobody who leads hears: one that is only behind is heard. */
export function findUnheard(streams: ReadonlyArray<StreamReport>): string[] {
  const copies = streams.flatMap(({ cluster }) => (cluster?.leader ? (cluster.replicas ?? []) : []))
  const byServer = Map.groupBy(copies, ({ name }) => name)
  return [...byServer].filter(([, own]) => own.every(isUnheard)).map(([name]) => name)
}

function isUnheard({ current, offline, active }: Copy): boolean {
  const wasHeard = active > 0 && active < HEARD_WITHIN_MS * NANOS_PER_MS
  return !current && !offline && !wasHeard
}
