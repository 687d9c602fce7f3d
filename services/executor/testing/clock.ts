import type { Clock } from '../src/pool/clock.ts'

/** A clock that moves when a test says so. */
export interface ManualClock extends Clock {
  /** Lets time pass and calls back what is due, in order; what callbacks start is settled in between. */
  advance(milliseconds: number): Promise<void>
}

export function createManualClock(): ManualClock {
  let time = 0
  const due = new Set<{ at: number; callback: () => void }>()
  const next = (until: number) => [...due].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
  return {
    now: () => time,
    after(milliseconds, callback) {
      const entry = { at: time + milliseconds, callback }
      due.add(entry)
      return { [Symbol.dispose]: () => void due.delete(entry) }
    },
    async advance(milliseconds) {
      const until = time + milliseconds
      for (let entry = next(until); entry; entry = next(until)) {
        due.delete(entry)
        time = entry.at
        entry.callback()
        await settle()
      }
      time = until
      await settle()
    },
  }
}

/** Lets every promise that can settle do so. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
