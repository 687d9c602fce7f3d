import type { Numbered } from '../mesh.ts'

/** The most live events, and bytes as sent, that are held for a reader; the rest is read from the store again. */
export const MAX_HELD_EVENTS = 1_024
export const MAX_HELD_BYTES = 4 * 1024 * 1024

/** `event` is undefined when this version cannot read it: it has a place in the order, and is passed over. */
export type Arrived<E> = Omit<Numbered<E>, 'event'> & { readonly event: E | undefined }

/**
 * Puts events that arrive in any order, twice or not at all into the order of their numbers. Fed from two sides: what
 * is heard live, and what a look-up in the store finds. Holds a bounded number of events and bytes: a slow reader does
 * not fill our memory, it makes us look up what we dropped.
 */
export interface Sequencer<E> {
  /** The next event in order, if it is here. */
  take(): Arrived<E> | undefined
  has(): boolean
  heard(event: Arrived<E>, bytes: number): void
  /** Look-ups come in pages, so that what they find is bounded and never dropped. */
  found(event: Arrived<E>, bytes: number): void
  /** Something may have been missed: the connection was away, say. */
  suspect(): void
  /** Whether the next event is not here although it may exist: time for a look-up, which ends the suspicion. */
  isBehind(): boolean
  /** Whether something may have been missed since the last look-up began. */
  isSuspicious(): boolean
  /**
   * A look-up begins: any suspicion from here on needs another one. Makes room for what it finds: live events held
   * beyond a gap would leave none, and are found after it.
   */
  lookUpBegins(): void
  /** Whether later events are here and the next one is not. */
  hasGap(): boolean
  /** How many events are here, and their bytes. */
  readonly held: number
  readonly heldBytes: number
  /** Whether an event that is heard now would be dropped, unless it is the next one. */
  isFull(): boolean
  /** Goes on with the first event that is here. Returns the numbers that are passed over. */
  skipGap(): { from: number; to: number }
  /** The number that `take` returns next. */
  readonly next: number
}

export function createSequencer<E>(options: { after: number; behind: boolean }): Sequencer<E> {
  const held = new Map<number, { event: Arrived<E>; bytes: number; live: boolean }>()
  let heldBytes = 0
  let next = options.after + 1
  let suspicious = options.behind
  const isFull = () => held.size >= MAX_HELD_EVENTS || heldBytes >= MAX_HELD_BYTES
  const remove = (number: number) => {
    const entry = held.get(number)
    if (entry === undefined) return undefined
    held.delete(number)
    heldBytes -= entry.bytes
    return entry.event
  }
  const keep = (event: Arrived<E>, { bytes, live }: { bytes: number; live: boolean }) => {
    remove(event.number)
    held.set(event.number, { event, bytes, live })
    heldBytes += bytes
  }
  const hasGap = () => held.size > 0 && !held.has(next)
  return {
    get next() {
      return next
    },
    take() {
      const event = remove(next)
      if (event !== undefined) next += 1
      return event
    },
    has: () => held.has(next),
    heard(event, bytes) {
      if (event.number < next) return
      if (!isFull() || event.number === next) keep(event, { bytes, live: true })
      else suspicious = true
    },
    found(event, bytes) {
      if (event.number >= next) keep(event, { bytes, live: false })
    },
    suspect() {
      suspicious = true
    },
    isBehind: () => hasGap() || (suspicious && !held.has(next)),
    isSuspicious: () => suspicious,
    lookUpBegins() {
      suspicious = false
      if (!hasGap() || !isFull()) return
      for (const [number, { live }] of held) {
        if (live) suspicious = remove(number) !== undefined
      }
    },
    hasGap,
    get held() {
      return held.size
    },
    get heldBytes() {
      return heldBytes
    },
    isFull,
    skipGap() {
      const from = next
      next = [...held.keys()].reduce((least, number) => Math.min(least, number), Number.POSITIVE_INFINITY)
      return { from, to: next - 1 }
    },
  }
}
