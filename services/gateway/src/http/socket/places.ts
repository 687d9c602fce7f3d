import { createCounter } from '../counter.ts'

/** Who may have a socket open: so many from one address, so many in all. */
export interface Places {
  /** Whether one more from this address would find a place, and if not, which limit says so. */
  refusal(address: string): 'address' | 'all' | undefined
  /** Takes a place. When all are taken, whoever has been here longest without proving who it is must go. */
  enter(address: string, leave: () => void): Place | undefined
  count(): number
}

/** Disposing gives it back. */
export interface Place extends Disposable {
  /** The caller has proved who it is: it need not make room for others. */
  know(): void
}

export function createPlaces({ perAddress, inAll }: { perAddress: number; inAll: number }): Places {
  const addresses = createCounter(perAddress)
  const known = new Set<Place>()
  /** In the order in which they came, and how each is told to go. */
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
