import { setTimeout as delay } from 'node:timers/promises'
import { endTimes, type Sample } from '../interleave.ts'

/** A way in which callers come. */
export interface Load {
  readonly name: string
  readonly callers: number
  /** From an answer to the next request, milliseconds. */
  readonly pauseMs: number
  /** How many for each of `--executions`. */
  readonly share: number
  /** As many at most in a row, then the warm pool fills again: with real cells it is ready cells that are compared. */
  readonly inARow: number
}

export const LOADS: ReadonlyArray<Load> = [
  { name: '4 callers', callers: 4, pauseMs: 0, share: 1, inARow: 12 },
  { name: 'one caller', callers: 1, pauseMs: 0, share: 0.5, inARow: 3 },
  // The pool fills during the pauses.
  {
    name: 'one caller, 250 ms apart',
    callers: 1,
    pauseMs: 250,
    share: 0.2,
    inARow: Number.POSITIVE_INFINITY,
  },
]

/**
 * Makes `executions` calls. `refill` is awaited after each `inARow` of them, with how many cells of before must have
 * been used.
 */
export async function runLoad(
  load: Pick<Load, 'callers' | 'pauseMs' | 'inARow'>,
  executions: number,
  own: { readonly call: () => Promise<Sample>; readonly refill: (used: number) => Promise<void> },
): Promise<Sample[]> {
  const samples: Sample[] = []
  for (let left = executions; left > 0; ) {
    const group = Math.min(left, load.inARow)
    await endTimes(group, load.callers, async () => {
      if (load.pauseMs > 0) await delay(load.pauseMs)
      samples.push(await own.call())
    })
    left -= group
    // In a series with pauses the cells of later calls may be successors of earlier ones'.
    await own.refill(load.inARow === Number.POSITIVE_INFINITY ? 1 : group)
  }
  return samples
}
