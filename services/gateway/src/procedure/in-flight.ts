import { withTimeout } from '@runhive/process/timeout'

/** Counts what is under way, so that stopping can wait for it. */
export interface InFlight {
  /** Something began; dispose when it has ended. */
  enter(): Disposable
  /** Resolves when nothing is under way, or after `withinMs`. */
  idle(withinMs: number): Promise<void>
}

export function createInFlight(): InFlight {
  let count = 0
  let becameIdle = Promise.withResolvers<void>()
  return {
    enter() {
      count += 1
      let inside = true
      return {
        [Symbol.dispose]() {
          if (!inside) return
          inside = false
          count -= 1
          if (count > 0) return
          becameIdle.resolve()
          becameIdle = Promise.withResolvers()
        },
      }
    },
    async idle(withinMs) {
      if (count === 0) return
      await withTimeout(becameIdle.promise, withinMs, () => undefined)
    },
  }
}
