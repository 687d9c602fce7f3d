/**
 * How many bytes of messages sockets may hold: not yet complete, waiting for their turn, and of operations under way.
 */
export interface ByteBudget {
  open(address: string): ByteAccount
}

/** The bytes of one socket. */
export interface ByteAccount {
  /** Counts bytes. False when there is no room for them; they are counted all the same. */
  take(bytes: number): boolean
  giveBack(bytes: number): void
  /** The caller has authenticated: from now on it may use the share that is reserved for such callers. */
  know(): void
}

export interface ByteLimits {
  readonly perAddress: number
  readonly inAll: number
  /** Of those in all, for callers that have not authenticated. */
  readonly unknown: number
}

export function createByteBudget(limits: ByteLimits): ByteBudget {
  const perAddress = new Map<string, number>()
  let inAll = 0
  let unknown = 0
  return {
    open(address) {
      let held = 0
      let isKnown = false
      const add = (bytes: number) => {
        held += bytes
        inAll += bytes
        if (!isKnown) unknown += bytes
        const ofAddress = (perAddress.get(address) ?? 0) + bytes
        if (ofAddress === 0) perAddress.delete(address)
        else perAddress.set(address, ofAddress)
      }
      return {
        take(bytes) {
          add(bytes)
          if ((perAddress.get(address) ?? 0) > limits.perAddress) return false
          return isKnown ? inAll <= limits.inAll : unknown <= limits.unknown && inAll <= limits.inAll
        },
        giveBack: (bytes) => add(-bytes),
        know() {
          if (isKnown) return
          isKnown = true
          unknown -= held
        },
      }
    },
  }
}
