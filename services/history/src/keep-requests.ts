import { executionEvents, executionRequests } from '@runhive/contracts/execution-streams'
import type { Mesh } from '@runhive/mesh/mesh'
import type { Logger } from '@runhive/process/log'
import type { KeptRequest } from './db/requests.ts'
import { type Retention, toRecord } from './domain/record.ts'

/** Longer than a gateway goes on trying to send what was asked: what has not come by then does not come. */
const PATIENCE_MS = 60_000

/**
 * Keeps what was asked of each execution that has finished, if it was sent: for as long as its result, and only then, so that of what was
 * refused or has got lost nothing is kept. A consumer of its own, as that of webhooks: an instance from before this, which still runs
 * during an upgrade, takes none of its events away, and results are recorded whatever becomes of the requests.
 */
export function keepRequests(deps: {
  mesh: Mesh
  /** Resolves when it is in the database. */
  keep: (kept: KeptRequest) => Promise<void>
  retention: Retention
  log: Pick<Logger, 'error'>
  now: () => Date
}): Promise<AsyncDisposable> {
  const requests = deps.mesh.log(executionRequests)
  const finished = { consumer: 'requests', kinds: ['finished'] }
  return deps.mesh.log(executionEvents).consume(finished, async ({ key, event }) => {
    if (event.kind !== 'finished' || event.requestSent !== true || !event.result.stored) return
    const record = toRecord({ key, ...event }, deps.retention)
    if (!record) return
    const sent = await requests.last(key, 'asked')
    const { id, accountId, expiresAt } = record
    if (sent) return deps.keep({ id, accountId, expiresAt, request: sent.event.request })
    const waitedMs = deps.now().getTime() - Date.parse(event.result.finishedAt)
    // The stream may have been without a leader; the event comes again after a pause.
    if (waitedMs < PATIENCE_MS) throw new Error('a request has not arrived yet')
    deps.log.error({ executionId: id }, 'a request did not arrive; the result is stored without it')
  })
}
