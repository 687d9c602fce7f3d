/** New connections of one address: at once, and a second in the long run. Browsers open six, and keep them. */
export const NEW_AT_ONCE = 300
const NEW_A_SECOND = 20
/** How much more an address may open from which somebody was admitted lately: whole offices share one. */
const KNOWN_FACTOR = 10
/** Beyond this the address with the oldest last connection is forgotten: about 10 MB. */
const MAX_ADDRESSES = 50_000

/** How many new connections each address may still open. */
export interface Newcomers {
  /** Counts one more; false when it is one too many. */
  take(address: string, known: boolean): boolean
}

interface Allowance {
  left: number
  at: number
}

/**
 * A connection that is refused with an answer costs nearly as much as one that is accepted. So a client that opens them
 * without end is reset without an answer, before anything is read.
 */
export function createNewcomers(now: () => number = performance.now.bind(performance)): Newcomers {
  const allowances = new Map<string, Allowance>()
  return {
    take(address, known) {
      const factor = known ? KNOWN_FACTOR : 1
      const at = now()
      const before = allowances.get(address) ?? { left: NEW_AT_ONCE * factor, at }
      const refilled = before.left + ((at - before.at) / 1_000) * NEW_A_SECOND * factor
      const left = Math.min(NEW_AT_ONCE * factor, refilled)
      allowances.delete(address)
      allowances.set(address, { left: Math.max(0, left - 1), at })
      if (allowances.size > MAX_ADDRESSES) forgetOldest(allowances)
      return left >= 1
    },
  }
}

function forgetOldest(allowances: Map<string, Allowance>): void {
  for (const address of allowances.keys()) {
    allowances.delete(address)
    return
  }
}
