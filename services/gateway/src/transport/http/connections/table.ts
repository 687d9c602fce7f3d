/** What the table knows of a connection. */
export interface TableEntry {
  /** The address as it is counted; undefined for a trusted proxy's connection, which brings the requests of many. */
  readonly address: string | undefined
  /** Closes it at once. */
  readonly cut: () => void
  /** Somebody was admitted on it, or lately from its address, or it is a trusted proxy's. */
  known: boolean
  /** Requests under way on it. */
  busy: number
}

export interface TableLimits {
  /** Connections in all. */
  readonly total: number
  /** From one address. */
  readonly perAddress: number
}

/** Which limit is reached: of the address, or of all. */
export type Full = 'TOO_MANY_CONNECTIONS' | 'OVERLOADED'

/** The connections that are open, within their limits. */
export interface Table<H extends TableEntry> {
  readonly size: number
  /** Adds it, and closes an idle one if there is no other room. Otherwise gives the limit that is reached. */
  enter(entry: H): Full | undefined
  leave(entry: H): void
  /** A request began on it. */
  begin(entry: H): void
  /** A request on it ended. */
  end(entry: H): void
  /** Somebody was admitted on it. */
  welcome(entry: H): void
  [Symbol.iterator](): Iterator<H>
}

/**
 * A quarter of all room is reserved for known connections. When there is none left, idle unknown ones are closed first,
 * the longest idle before the others; one without a first request counts as idle since it was opened.
 */
export function createTable<H extends TableEntry>({ total, perAddress }: TableLimits): Table<H> {
  const forStrangers = Math.ceil(total * 0.75)
  const all = new Set<H>()
  /** Each ordered from the longest idle. */
  const idle = { known: new Set<H>(), strangers: new Set<H>() }
  const byAddress = new Map<string, Set<H>>()
  let strangers = 0

  const idleLike = (entry: H) => (entry.known ? idle.known : idle.strangers)
  const remove = (entry: H) => {
    if (!all.delete(entry)) return
    idleLike(entry).delete(entry)
    if (!entry.known) strangers -= 1
    const same = entry.address === undefined ? undefined : byAddress.get(entry.address)
    same?.delete(entry)
    if (entry.address !== undefined && same?.size === 0) byAddress.delete(entry.address)
  }
  const cutFirst = (candidates: Iterable<H>, may: (entry: H) => boolean = () => true): boolean => {
    for (const entry of candidates) {
      if (!may(entry)) continue
      remove(entry)
      entry.cut()
      return true
    }
    return false
  }

  const makeRoomAtAddress = (address: string): boolean => {
    const same = byAddress.get(address)
    if (!same || same.size < perAddress) return true
    return cutFirst(same, ({ busy }) => busy === 0)
  }
  const makeRoom = (known: boolean): boolean => {
    if (!known) return (all.size < total && strangers < forStrangers) || cutFirst(idle.strangers)
    if (all.size < total || cutFirst(idle.strangers) || cutFirst(idle.known)) return true
    return cutFirst(all, (entry) => !entry.known)
  }

  return {
    get size() {
      return all.size
    },
    enter(entry) {
      if (entry.address !== undefined && !makeRoomAtAddress(entry.address)) return 'TOO_MANY_CONNECTIONS'
      if (!makeRoom(entry.known)) return 'OVERLOADED'
      all.add(entry)
      if (!entry.known) strangers += 1
      idleLike(entry).add(entry)
      if (entry.address === undefined) return undefined
      const same = byAddress.get(entry.address)
      if (same) same.add(entry)
      else byAddress.set(entry.address, new Set([entry]))
      return undefined
    },
    leave: remove,
    begin(entry) {
      entry.busy += 1
      idleLike(entry).delete(entry)
    },
    end(entry) {
      entry.busy -= 1
      if (entry.busy === 0 && all.has(entry)) idleLike(entry).add(entry)
    },
    welcome(entry) {
      if (entry.known || !all.has(entry)) return
      const wasIdle = idle.strangers.delete(entry)
      entry.known = true
      strangers -= 1
      if (wasIdle) idle.known.add(entry)
    },
    [Symbol.iterator]: () => all.values(),
  }
}
