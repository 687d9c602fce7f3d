/** Watches how fast bodies arrive. */
export interface Pace extends Disposable {
  /** Watches one from now on. `onLate` is called once when it takes too long. */
  watch(onLate: () => void): Watched
  /** Checks all of them. Called every second. */
  look(): void
}

export interface Watched extends Disposable {
  /** More bytes have arrived. */
  came(bytes: number): void
}

/** How long a body may take in all, milliseconds. */
const DEADLINE_MS = 60_000
/** How long none of it may arrive, milliseconds. */
const SILENCE_MS = 10_000
/** The least rate, bytes a millisecond, after a grace period, milliseconds. */
const LEAST_RATE = 16
const GRACE_MS = 5_000
const LOOK_EVERY_MS = 1_000

/** One timer for all: most bodies arrive at once. */
export function createPace(now: () => number = performance.now.bind(performance)): Pace {
  const watched = new Set<Entry>()
  const look = () => {
    const at = now()
    for (const entry of watched) {
      if (!isLate(entry, at)) continue
      watched.delete(entry)
      entry.onLate()
    }
  }
  const timer = setInterval(look, LOOK_EVERY_MS).unref()
  return {
    look,
    watch(onLate) {
      const entry: Entry = { onLate, since: now(), lastCame: now(), bytes: 0 }
      watched.add(entry)
      return {
        came(bytes) {
          entry.bytes += bytes
          entry.lastCame = now()
        },
        [Symbol.dispose]: () => void watched.delete(entry),
      }
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}

interface Entry {
  readonly onLate: () => void
  readonly since: number
  lastCame: number
  bytes: number
}

function isLate({ since, lastCame, bytes }: Entry, at: number): boolean {
  const age = at - since
  if (age > DEADLINE_MS || at - lastCame > SILENCE_MS) return true
  return bytes < LEAST_RATE * (age - GRACE_MS)
}
