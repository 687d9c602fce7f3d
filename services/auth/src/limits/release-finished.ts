import { executionEvents } from '@runhive/contracts/execution-streams'
import type { Mesh } from '@runhive/mesh/mesh'
import type { Logger } from '@runhive/process/log'
import type { LeaseRef } from '../db/limits.ts'

const KEY = /^([a-z0-9-]+)\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i

/**
 * Ends the lease of what has finished. The log remembers how far auth has come, for all its instances together; while the
 * database is away events come again until it is back.
 */
export function endFinished(deps: {
  mesh: Mesh
  release: (lease: LeaseRef) => Promise<void>
  log: Pick<Logger, 'error'>
}): Promise<AsyncDisposable> {
  const finished = { consumer: 'auth', kinds: ['finished'] }
  return deps.mesh.log(executionEvents).consume(finished, async ({ key }) => {
    const [, owner, executionId] = KEY.exec(key) ?? []
    if (owner !== undefined && executionId !== undefined) return deps.release({ owner, executionId })
    // Wrong for ever: a failure here would only bring it again and again.
    deps.log.error({ key }, 'a finished event under a key that is no execution has no lease')
  })
}
