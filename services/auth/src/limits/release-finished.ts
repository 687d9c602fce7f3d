import { executionEvents } from '@runhive/contracts/execution-streams'
import type { Mesh } from '@runhive/mesh/mesh'
import type { Logger } from '@runhive/process/log'
import type { Slot } from '../domain/limits.ts'

/**
 * A caller with few slots who goes on at once must not find the last one still taken. Less than the shortest run takes,
 * milliseconds.
 */
const GATHER_MS = 10

const KEY = /^([a-z0-9-]+)\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i

/**
 * Releases the concurrency slots of executions that have finished. All processes of auth share one durable consumer;
 * while the database is away, events are delivered again until it is back.
 */
export function releaseFinished(deps: {
  mesh: Mesh
  release: (slots: readonly Slot[]) => Promise<void>
  log: Pick<Logger, 'error'>
}): Promise<AsyncDisposable> {
  const finished = { consumer: 'auth', kinds: ['finished'], gatherMs: GATHER_MS }
  return deps.mesh.log(executionEvents).consume(finished, async (events) => {
    const slots = events.map(({ key }) => slotOf(key))
    const known = slots.filter((slot) => slot !== undefined)
    if (known.length > 0) await deps.release(known)
    for (const [at, { key }] of events.entries()) {
      // A retry cannot repair it: a failure would only bring the event again and again.
      if (slots[at] === undefined)
        deps.log.error({ key }, 'a finished event has a key that names no execution')
    }
  })
}

function slotOf(key: string): Slot | undefined {
  const [, owner, executionId] = KEY.exec(key) ?? []
  return owner === undefined || executionId === undefined ? undefined : { owner, executionId }
}
