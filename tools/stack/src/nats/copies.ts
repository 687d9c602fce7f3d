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
  /** How long ago the leader heard of it, nanoseconds. 0: never. */
  readonly active: number
  readonly lag?: number
}

const NANOS_PER_MS = 1_000_000

/**
 * Whether somebody leads, and every copy is as far as the leader's. For some seconds a leader says so of a server that
 * has just gone.
 */
export function isComplete({ cluster }: StreamReport): boolean {
  const copies = cluster?.replicas ?? []
  return Boolean(cluster?.leader) && copies.every(({ current, offline, lag }) => current && !offline && !lag)
}

/**
 * Whether a server was heard within this time by anybody who leads, or leads itself: then it is not mute. undefined
 * when nobody can say: it is not there, or nobody leads.
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
