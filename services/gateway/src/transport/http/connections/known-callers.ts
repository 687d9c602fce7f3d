/** Addresses from which somebody was admitted lately. */
export interface KnownCallers {
  has(address: string): boolean
  add(address: string): void
}

/** How long an address is known after its last admission, milliseconds. */
const KEEP_MS = 10 * 60_000
/** Beyond this the one with the oldest admission is forgotten: about 10 MB. */
const MAX_KNOWN = 50_000

/** Bounded in time and number, so that nobody can fill it. */
export function createKnownCallers(now: () => number = performance.now.bind(performance)): KnownCallers {
  /** When each expires, the oldest admission first. */
  const known = new Map<string, number>()
  return {
    has: (address) => (known.get(address) ?? 0) > now(),
    add(address) {
      known.delete(address)
      known.set(address, now() + KEEP_MS)
      if (known.size <= MAX_KNOWN) return
      for (const oldest of known.keys()) {
        known.delete(oldest)
        break
      }
    },
  }
}
