import { executionEvents, executionRequests } from '@runhive/contracts/execution-streams'
import type { Mesh } from '@runhive/mesh/mesh'
import type { Logger } from '@runhive/process/log'
import type { KeptRequest } from './db/requests.ts'
import { type Retention, toRecord } from './domain/record.ts'

/** Longer than a gateway goes on trying to send a request: one that has not come by then will not come. */
const MAX_WAIT_MS = 60_000

/**
 * Stores the request of each execution that has finished, if it was sent, for as long as its result. It does so only
 * then, so that nothing is stored of executions that were refused or lost. It has a consumer of its own, like webhooks:
 * during an upgrade a process of an older version takes none of its events, and results are recorded whether or not
 * requests are.
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
    if (waitedMs < MAX_WAIT_MS) throw new Error('the request has not arrived yet')
    deps.log.error({ executionId: id }, 'the request did not arrive; the result is kept without it')
  })
}
