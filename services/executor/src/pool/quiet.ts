import type { Clock } from './clock.ts'

/**
 * Tells when no cell is in use. Creating a cell keeps a processor busy for about as long as five hellos run, and
 * removing one costs as much again, at the very moment its result is on its way to the caller. Both wait for a moment
 * of quiet, so that a burst is served at full speed and paid for afterwards.
 */
export interface Quiet {
  /** No cell has been in use for a while. */
  readonly isQuiet: boolean
  /** A cell is in use from now on. */
  begin(): void
  /** It is not any more. */
  end(): void
  /** Resolves at the next release, after {@link POSTPONE_MS} at the latest. */
  postpone(): Promise<void>
  /** Lets go of everything postponed. */
  release(): void
}

const QUIET_MS = 15
/** Nothing of a program lives in a used cell any more, but its place is needed. */
const POSTPONE_MS = 250

/** `onQuiet` is called when a moment of quiet may have begun. */
export function createQuiet(clock: Clock, onQuiet: () => void): Quiet {
  const postponed = new Set<() => void>()
  let inUse = 0
  let quietSince = Number.NEGATIVE_INFINITY
  return {
    get isQuiet() {
      return inUse === 0 && clock.now() - quietSince >= QUIET_MS
    },
    begin() {
      inUse += 1
    },
    end() {
      inUse -= 1
      if (inUse > 0) return
      quietSince = clock.now()
      clock.after(QUIET_MS, onQuiet)
    },
    postpone() {
      const { promise, resolve } = Promise.withResolvers<void>()
      postponed.add(resolve)
      const latest = clock.after(POSTPONE_MS, resolve)
      return promise.finally(() => {
        postponed.delete(resolve)
        latest[Symbol.dispose]()
      })
    },
    release() {
      for (const go of postponed) go()
    },
  }
}
