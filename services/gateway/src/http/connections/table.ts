/** What the table knows of a connection. */
export interface Held {
  /** As it is counted; undefined for a trusted proxy's, which brings the requests of many. */
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

/** Why there is no room: there are as many from the address as may be, or in all. */
export type Full = 'TOO_MANY_CONNECTIONS' | 'OVERLOADED'

/** The connections that are open, within their limits. */
export interface Table<H extends Held> {
  readonly size: number
  /** Takes it in, at the cost of an idle one if there is no other room. Otherwise says why not. */
  enter(held: H): Full | undefined
  leave(held: H): void
  /** A request began on it. */
  begin(held: H): void
  /** A request on it ended. */
  end(held: H): void
  /** Somebody was admitted on it. */
  welcome(held: H): void
  [Symbol.iterator](): Iterator<H>
}

/**
 * A quarter of all room is for the known. Where there is none left the idle strangers go first, the one that has been
 * idle for longest before the others; one without a first request counts as idle since it came.
 */
export function createTable<H extends Held>({ total, perAddress }: TableLimits): Table<H> {
  const forStrangers = Math.ceil(total * 0.75)
  const all = new Set<H>()
  /** Each from the longest idle to the latest. */
  const idle = { known: new Set<H>(), strangers: new Set<H>() }
  const byAddress = new Map<string, Set<H>>()
  let strangers = 0

  const idleLike = (held: H) => (held.known ? idle.known : idle.strangers)
  const remove = (held: H) => {
    if (!all.delete(held)) return
    idleLike(held).delete(held)
    if (!held.known) strangers -= 1
    const same = held.address === undefined ? undefined : byAddress.get(held.address)
    same?.delete(held)
    if (held.address !== undefined && same?.size === 0) byAddress.delete(held.address)
  }
  const cutFirst = (candidates: Iterable<H>, may: (held: H) => boolean = () => true): boolean => {
    for (const held of candidates) {
      if (!may(held)) continue
      remove(held)
      held.cut()
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
    return cutFirst(all, (held) => !held.known)
  }

  return {
    get size() {
      return all.size
    },
    enter(held) {
      if (held.address !== undefined && !makeRoomAtAddress(held.address)) return 'TOO_MANY_CONNECTIONS'
      if (!makeRoom(held.known)) return 'OVERLOADED'
      all.add(held)
      if (!held.known) strangers += 1
      idleLike(held).add(held)
      if (held.address === undefined) return undefined
      const same = byAddress.get(held.address)
      if (same) same.add(held)
      else byAddress.set(held.address, new Set([held]))
      return undefined
    },
    leave: remove,
    begin(held) {
      held.busy += 1
      idleLike(held).delete(held)
    },
    end(held) {
      held.busy -= 1
      if (held.busy === 0 && all.has(held)) idleLike(held).add(held)
    },
    welcome(held) {
      if (held.known || !all.has(held)) return
      const wasIdle = idle.strangers.delete(held)
      held.known = true
      strangers -= 1
      if (wasIdle) idle.known.add(held)
    },
    [Symbol.iterator]: () => all.values(),
  }
}
