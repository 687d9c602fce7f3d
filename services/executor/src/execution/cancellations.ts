import { eventKey, type executionCancellations } from '@runhive/contracts/execution-streams'
import type { Log } from '@runhive/mesh/mesh'
import type * as z from 'zod'

/**
 * What owners have cancelled. Every executor hears every cancellation and remembers the latest; only the one that holds
 * the execution can do something about it. An item may be delivered again while an earlier delivery is still under way,
 * or after one whose end could not be stored: each delivery watches for itself, and a cancellation is for all of them.
 */
export interface Cancellations extends AsyncDisposable {
  /**
   * A signal that aborts when this execution is cancelled, or has been already. Disposing ends this watch and no other.
   */
  watch(accountId: string, executionId: string, acceptedAt: Date): Watched
}

export interface Watched extends Disposable {
  readonly signal: AbortSignal
  /** Settles when cancellations from before this executor listened have been looked up; usually at once. */
  readonly checked: Promise<void>
}

type Control = z.output<(typeof executionCancellations)['event']>

/** Cancellations remembered: more than a full queue holds. */
const REMEMBERED = 20_000
/** How far the clocks of gateways may be ahead of ours, milliseconds. */
const SKEW_MS = 30_000

export async function openCancellations(log: Log<Control>): Promise<Cancellations> {
  const cancelled = new Set<string>()
  const watched = new Map<string, Set<AbortController>>()
  const since = Date.now()
  const tail = await log.tail(({ key, event }) => {
    if (event.kind !== 'cancel') return
    cancelled.add(key)
    const [oldest] = cancelled
    if (cancelled.size > REMEMBERED && oldest !== undefined) cancelled.delete(oldest)
    for (const controller of watched.get(key) ?? []) controller.abort()
  })

  return {
    watch(accountId, executionId, acceptedAt) {
      const key = eventKey(accountId, executionId)
      const controller = new AbortController()
      const watchers = watched.get(key) ?? new Set()
      watched.set(key, watchers.add(controller))
      if (cancelled.has(key)) controller.abort()
      const checkEarlier = async () => {
        const last = await log.last(key)
        if (last?.event.kind === 'cancel') controller.abort()
      }
      return {
        signal: controller.signal,
        // A cancellation from before we listened may still be on its way to us; a fresh execution has none.
        checked: acceptedAt.getTime() < since + SKEW_MS ? checkEarlier() : Promise.resolve(),
        [Symbol.dispose]() {
          watchers.delete(controller)
          if (watchers.size === 0 && watched.get(key) === watchers) watched.delete(key)
        },
      }
    },
    [Symbol.asyncDispose]: () => Promise.resolve(tail[Symbol.asyncDispose]()),
  }
}
