import { setTimeout as delay } from 'node:timers/promises'
import type { Engine } from '../docker/engine.ts'

/**
 * Removes containers, and never forgets one. The engine refuses a removal while another is under way and sometimes when
 * it is busy, so each removal is tried several times. A container that resists all of them may still live: it becomes a
 * {@link Leftover}, which is tried again at every `retry` until it is gone.
 */
export interface Removals {
  /** Never rejects. Gives undefined when the container is gone, else what is left of it. */
  remove(id: string): Promise<Leftover | undefined>
  /** Takes over a container that is known to resist, as `remove` gives it. */
  adopt(id: string): Leftover
  /** Tries once for each leftover. Resolves with the number that are gone now. */
  retry(): Promise<number>
}

/** A container that could not be removed yet. */
export interface Leftover {
  /** Never rejects; pending for as long as the container may live. */
  readonly whenGone: Promise<void>
}

export interface RemovalsOptions {
  readonly engine: Pick<Engine, 'remove'>
  /** Containers that are ours: the reaper leaves them alone. A container leaves it when it is gone. */
  readonly known: Set<string>
  /** A container resisted every attempt, or one more of them. */
  readonly onFailure: (error: unknown) => void
  /** Waited after each failed attempt but the last, milliseconds. */
  readonly pausesMs?: readonly number[]
}

const PAUSES_MS = [50, 200, 1_000, 3_000, 5_000]

export function createRemovals({
  engine,
  known,
  onFailure,
  pausesMs = PAUSES_MS,
}: RemovalsOptions): Removals {
  const leftovers = new Map<string, PromiseWithResolvers<void>>()

  /** Gives why it failed. */
  async function attempt(id: string): Promise<{ error: unknown } | undefined> {
    try {
      await engine.remove(id)
      known.delete(id)
      return undefined
    } catch (error) {
      return { error }
    }
  }
  function adopt(id: string): Leftover {
    known.add(id)
    const left = leftovers.get(id) ?? Promise.withResolvers<void>()
    leftovers.set(id, left)
    return { whenGone: left.promise }
  }
  async function retryOne([id, left]: [string, PromiseWithResolvers<void>]): Promise<boolean> {
    const failure = await attempt(id)
    if (failure) {
      onFailure(failure.error)
      return false
    }
    leftovers.delete(id)
    left.resolve()
    return true
  }

  return {
    adopt,
    async remove(id) {
      let failure = await attempt(id)
      for (const pauseMs of pausesMs) {
        if (failure === undefined) return undefined
        await delay(pauseMs)
        failure = await attempt(id)
      }
      if (failure === undefined) return undefined
      onFailure(failure.error)
      return adopt(id)
    },
    async retry() {
      const gone = await Promise.all(Array.from(leftovers, retryOne))
      return gone.filter(Boolean).length
    },
  }
}
