import { RpcError } from '@runhive/contracts/define'
import type { WorkQueue } from '@runhive/contracts/streams'

/** A queue without lanes is a queue with this one. */
const UNNAMED = ''

export function laneWeights({ lanes }: WorkQueue): Readonly<Record<string, number>> {
  return lanes ?? { [UNNAMED]: 1 }
}

/** The first lane when none is named. Rejects one that the queue does not have: nobody would ever take from it. */
export function checkLane(queue: WorkQueue, lane: string | undefined): string {
  const names = Object.keys(laneWeights(queue))
  const found = lane === undefined ? names[0] : names.find((name) => name === lane)
  if (found !== undefined) return found
  throw new RpcError('INTERNAL', { message: `${queue.name} has no lane "${lane}"` })
}

/** The first lane's is the queue's own, on which those publish who know of no lanes: older ones, say. */
export function laneSubject(queue: WorkQueue, lane: string): string {
  return lane === checkLane(queue, undefined) ? queue.subject : `${queue.subject}.${lane}`
}

export function laneSubjects(queue: WorkQueue): string[] {
  return Object.keys(laneWeights(queue)).map((lane) => laneSubject(queue, lane))
}

/**
 * Whose turn it is (stride scheduling). Every lane has a place on one clock, and is moved on by 1 / weight with each item that
 * is taken from it; the lane that is furthest behind comes next. One that was empty comes back at the present time: it
 * has saved nothing up, and owes nothing.
 */
export interface Turns {
  /** The lane whose turn it is among these, the earlier one if it is several's; it counts as having had its turn. */
  next(among: ReadonlyArray<string>): string | undefined
  /** An item came from this lane without having been asked for in turn. */
  had(lane: string): void
  /** It was this lane's turn, and it had nothing. */
  passed(lane: string): void
}

/**
 * `phase` says where in its round each lane begins, from 0 to below 1. Of hundreds of processes that begin at once each takes a few items only:
 * were they all in step, the lanes of small weight would get far too much at first, and then nothing for long.
 */
export function createTurns(weights: Readonly<Record<string, number>>, phase: () => number = () => 0): Turns {
  const strideOf = (lane: string) => 1 / (weights[lane] ?? 1)
  const places = new Map(Object.keys(weights).map((lane) => [lane, phase() * strideOf(lane)]))
  let now = 0
  const placeOf = (lane: string) => Math.max(places.get(lane) ?? 0, now)
  const had = (lane: string) => {
    now = placeOf(lane)
    places.set(lane, now + strideOf(lane))
  }
  return {
    next(among) {
      const [first, ...others] = among
      if (first === undefined) return undefined
      const lane = others.reduce((best, other) => (placeOf(other) < placeOf(best) ? other : best), first)
      had(lane)
      return lane
    },
    had,
    passed: (lane) => void places.set(lane, (places.get(lane) ?? 0) - strideOf(lane)),
  }
}
