/** What the leaders of a NATS cluster's streams report about the replicas. */

/** One stream in the answer of `$JS.API.STREAM.LIST`. */
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
  /** How long ago the leader heard from it, nanoseconds. 0: never. */
  readonly active: number
  readonly lag?: number
}

const NANOS_PER_MS = 1_000_000

/**
 * Whether there is a leader, and every replica is current. For some seconds a leader also says so of a server that has
 * just died.
 */
export function isComplete({ cluster }: StreamReport): boolean {
  const copies = cluster?.replicas ?? []
  return Boolean(cluster?.leader) && copies.every(({ current, offline, lag }) => current && !offline && !lag)
}

/**
 * Whether any leader heard from a server within this time, or it leads itself: then it is not mute. undefined if this
 * is unknown, because the server is away or there is no leader.
 */
export function isHeard(
  streams: ReadonlyArray<StreamReport>,
  server: string,
  withinMs: number,
): boolean | undefined {
  const led = streams.flatMap(({ cluster }) => (cluster?.leader ? [cluster] : []))
  if (led.some(({ leader }) => leader === server)) return true
  const copies = led.flatMap(({ replicas }) => replicas ?? []).filter(({ name }) => name === server)
  if (copies.some(({ active }) => active > 0 && active < withinMs * NANOS_PER_MS)) return true
  return copies.some(({ offline }) => !offline) ? false : undefined
}
