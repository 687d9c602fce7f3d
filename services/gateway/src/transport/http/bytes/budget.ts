import { GatewayError } from '../../../errors/gateway-error.ts'

/** Whose bytes they are. */
export interface Holder {
  /** The address as it is counted. */
  readonly address: string
  /** Whether somebody was admitted from it lately. */
  readonly known: boolean
}

/** What one request or answer may hold. Disposing gives it back. */
export interface Room extends Disposable {
  /** Sets how many bytes it holds. Refuses with `OVERLOADED` or `TOO_MANY_BYTES` when there is no room. */
  resize(bytes: number): void
  /** Its holder has been admitted. */
  welcome(): void
}

export interface Budget {
  /** Room for so many bytes. Refuses as `resize` does. */
  enter(holder: Holder, bytes: number): Room
  /** Bytes held. */
  used(): number
}

export interface BudgetLimits {
  /** Bytes that all may hold together. */
  readonly total: number
  /** Bytes of the largest thing: every address may hold one. */
  readonly largest: number
}

/** Almost every request is smaller. Of unknown callers the small ones have more room, bytes. */
const SMALL = 64 * 1024

/**
 * Bytes in memory for callers, bounded in all and per address. Half of it is reserved for known callers, and one known
 * address may hold half. Unknown callers together may hold half, a quarter in large bodies, and each a sixteenth.
 */
export function createBudget({ total, largest }: BudgetLimits): Budget {
  const perAddress = new Map<string, number>()
  let used = 0
  let ofStrangers = 0

  const add = (address: string, bytes: number) => {
    used += bytes
    const sum = (perAddress.get(address) ?? 0) + bytes
    if (sum === 0) perAddress.delete(address)
    else perAddress.set(address, sum)
  }
  const assertRoom = ({ address, known }: Holder, more: number, size: number) => {
    const share = Math.max(largest, total / (known ? 2 : 16))
    if ((perAddress.get(address) ?? 0) + more > share) throw tooManyBytes(share)
    if (used + more > total) throw full()
    const forStrangers = size > SMALL ? Math.max(largest, total / 4) : total / 2
    if (!known && ofStrangers + more > forStrangers) throw full()
  }

  return {
    used: () => used,
    enter({ address, ...holder }, bytes) {
      let { known } = holder
      let held = 0
      const hold = (next: number) => {
        add(address, next - held)
        if (!known) ofStrangers += next - held
        held = next
      }
      const resize = (next: number) => {
        if (next > held) assertRoom({ address, known }, next - held, next)
        hold(next)
      }
      resize(bytes)
      return {
        resize,
        welcome() {
          if (!known) ofStrangers -= held
          known = true
        },
        [Symbol.dispose]: () => hold(0),
      }
    },
  }
}

function full(): GatewayError {
  return new GatewayError('OVERLOADED', {
    message: 'The service has no capacity left at the moment; try again.',
  })
}

function tooManyBytes(maximum: number): GatewayError {
  return new GatewayError('TOO_MANY_BYTES', { details: { maximum } })
}
