import type { Clock } from './clock.ts'
import { WINDOW_MS } from './pool-target.ts'

/** Counts what happened in the last seconds. */
export interface DemandWindow {
  add(): void
  count(): number
}

/** More than this many are not told apart: no pool is that large. */
const MOST = 1024

export function createDemandWindow(clock: Clock): DemandWindow {
  const times: number[] = []
  const forget = () => {
    const oldest = clock.now() - WINDOW_MS
    while (times.length > MOST || (times[0] ?? Number.POSITIVE_INFINITY) < oldest) times.shift()
  }
  return {
    add() {
      times.push(clock.now())
      forget()
    },
    count() {
      forget()
      return times.length
    },
  }
}
