import { RunhiveError } from './error.ts'

/** When a client whose socket was closed connects again, and whether. */
export interface Reconnect {
  /** The pause before an attempt, the first of which is 0; milliseconds. */
  delayMs(attempt: number): number
  opened(): void
  /** Why there is no point in connecting again; undefined when there is. */
  closed(event: { readonly code?: number; readonly reason?: string } | undefined): RunhiveError | undefined
}

const PAUSE_MS = 100
const MAX_PAUSE_MS = 5_000
/** A socket that has lasted so long had found its place. */
const LASTING_MS = 10_000

/** The gateway has no room at the moment. */
const TRY_AGAIN_LATER = 1013
/** What was sent on the socket is what is wrong: the same would be sent again, and refused again. */
const FINAL: ReadonlySet<number> = new Set([1002, 1003, 1007, 1008, 1009])

/**
 * A lost connection is opened again at once, then after pauses that grow. One that was closed for want of room opens,
 * and is closed again: so these count too, until one of them lasts. Pauses differ by chance, so that not everybody
 * comes back at once.
 */
export function createReconnect(now: () => number = performance.now.bind(performance)): Reconnect {
  let turnedAway = 0
  let openedAtMs = now()
  return {
    delayMs(attempt) {
      const steps = attempt + turnedAway
      if (steps === 0) return 0
      return Math.min(PAUSE_MS * 2 ** steps, MAX_PAUSE_MS) * (1 - Math.random() / 2)
    },
    opened() {
      openedAtMs = now()
    },
    closed({ code = 0, reason = '' } = {}) {
      if (now() - openedAtMs > LASTING_MS) turnedAway = 0
      if (code === TRY_AGAIN_LATER) turnedAway += 1
      if (!FINAL.has(code)) return undefined
      const why = reason === '' ? 'the gateway does not read what was sent to it' : reason
      return new RunhiveError(why, { code: 'REFUSED', details: { closeCode: code } })
    },
  }
}
