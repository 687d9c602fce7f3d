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
