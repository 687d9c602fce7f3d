/** Processor time of one thread at one moment. */
export interface Reading {
  /** Thread: no two that live at once have the same. */
  readonly thread: number
  /** Whom its time is counted for. */
  readonly owner: string
  /** Since the thread began, milliseconds. */
  readonly ms: number
}

/** Milliseconds by owner. */
export type CpuTimes = Readonly<Record<string, number>>

/**
 * Adds up what threads used between readings, so that the time of those that have ended is not lost: only what a thread
 * used after its last reading is. The first readings are the zero point; a thread that comes later counts from its
 * beginning.
 */
export class CpuLedger {
  readonly #last = new Map<number, number>()
  readonly #totals = new Map<string, number>()

  constructor(zero: Iterable<Reading>) {
    for (const { thread, owner, ms } of zero) {
      this.#last.set(thread, ms)
      this.#totals.set(owner, 0)
    }
  }

  add(readings: Iterable<Reading>): void {
    for (const { thread, owner, ms } of readings) {
      const last = this.#last.get(thread) ?? 0
      // Less than before is another thread, which was given the same number.
      const used = ms < last ? ms : ms - last
      this.#last.set(thread, ms)
      this.#totals.set(owner, (this.#totals.get(owner) ?? 0) + used)
    }
  }

  totals(): CpuTimes {
    return Object.fromEntries(this.#totals)
  }
}
