import type { Clock } from './clock.ts'

/** Work that waits for a better moment, but not for ever. */
export interface Postponed {
  /** Resolves at the next release, after `withinMs` at the latest. */
  wait(): Promise<void>
  release(): void
}

export function createPostponed(clock: Clock, withinMs: number): Postponed {
  const waiting = new Set<() => void>()
  return {
    wait() {
      const { promise, resolve } = Promise.withResolvers<void>()
      waiting.add(resolve)
      const latest = clock.after(withinMs, resolve)
      return promise.finally(() => {
        waiting.delete(resolve)
        latest[Symbol.dispose]()
      })
    },
    release() {
      for (const go of waiting) go()
    },
  }
}
