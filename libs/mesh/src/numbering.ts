import type { Numbered } from './mesh.ts'

/** Live events held for a reader, at most; what comes beyond it is read from the store again. */
export const MAX_HELD_EVENTS = 1_024

/** `event` is undefined when this version cannot read it: it has a place in the order, and is passed over. */
export type Arrived<E> = Omit<Numbered<E>, 'event'> & { readonly event: E | undefined }

/**
 * Puts events that arrive in any order, twice or not at all into the order of their numbers. Fed from two sides: what
 * is heard live, and what a look-up in the store finds. Holds a bounded number of events: a slow reader does not
 * fill our memory, it makes us look up what we dropped.
 */
export interface Sequencer<E> {
  /** The next event in order, if it is here. */
  take(): Arrived<E> | undefined
  has(): boolean
  heard(event: Arrived<E>): void
  /** Look-ups come in pages, so that what they find is bounded and never dropped. */
  found(event: Arrived<E>): void
  /** Something may have been missed: the connection was away, say. */
  suspect(): void
  /** Whether the next event is not here although it may exist: time for a look-up, which ends the suspicion. */
  isBehind(): boolean
  /** A look-up begins: whatever makes us suspicious from here on needs another one. */
  lookUpBegins(): void
  /** Whether later events are here and the next one is not. */
  hasGap(): boolean
  /** How many events are here. */
  readonly held: number
  /** Goes on with the first event that is here. Returns the numbers that are passed over. */
  skipGap(): { from: number; to: number }
  /** The number that `take` returns next. */
  readonly next: number
}

export function createSequencer<E>(options: { after: number; behind: boolean }): Sequencer<E> {
  const held = new Map<number, Arrived<E>>()
  let next = options.after + 1
  let suspicious = options.behind
  const hasGap = () => held.size > 0 && !held.has(next)
  return {
    get next() {
      return next
    },
    take() {
      const event = held.get(next)
      if (event === undefined) return undefined
      held.delete(next)
      next += 1
      return event
    },
    has: () => held.has(next),
    heard(event) {
      if (event.number < next) return
      if (held.size < MAX_HELD_EVENTS || event.number === next) held.set(event.number, event)
      else suspicious = true
    },
    found(event) {
      if (event.number >= next) held.set(event.number, event)
    },
    suspect() {
      suspicious = true
    },
    isBehind: () => hasGap() || (suspicious && !held.has(next)),
    lookUpBegins() {
      suspicious = false
    },
    hasGap,
    get held() {
      return held.size
    },
    skipGap() {
      const from = next
      next = [...held.keys()].reduce((least, number) => Math.min(least, number), Number.POSITIVE_INFINITY)
      return { from, to: next - 1 }
    },
  }
}
