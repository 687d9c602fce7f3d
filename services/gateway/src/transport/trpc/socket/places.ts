import { createCounter } from '../../http/counter.ts'

/** The sockets that are open, limited per address and in all. */
export interface Places {
  /** Which limit refuses one more from this address, if any. */
  refusal(address: string): 'address' | 'all' | undefined
  /** Takes a place. When all are taken, the oldest unauthenticated one must go. */
  enter(address: string, leave: () => void): Place | undefined
  count(): number
}

/** Disposing gives it back. */
export interface Place extends Disposable {
  /** The caller has authenticated: it need not make room for others. */
  know(): void
}

export function createPlaces({ perAddress, inAll }: { perAddress: number; inAll: number }): Places {
  const addresses = createCounter(perAddress)
  const known = new Set<Place>()
  /** In the order in which they came, and how each is closed. */
  const unknown = new Map<Place, () => void>()
  const count = () => known.size + unknown.size
  const makeRoom = () => {
    for (const [place, leave] of unknown) {
      place[Symbol.dispose]()
      leave()
      return
    }
  }
  return {
    count,
    refusal(address) {
      if (!addresses.has(address)) return 'address'
      return count() < inAll || unknown.size > 0 ? undefined : 'all'
    },
    enter(address, leave) {
      if (!addresses.has(address)) return undefined
      if (count() >= inAll) makeRoom()
      const counted = count() < inAll ? addresses.tryEnter(address) : undefined
      if (!counted) return undefined
      const place: Place = {
        know() {
          if (unknown.delete(place)) known.add(place)
        },
        [Symbol.dispose]() {
          unknown.delete(place)
          known.delete(place)
          counted[Symbol.dispose]()
        },
      }
      unknown.set(place, leave)
      return place
    },
  }
}
