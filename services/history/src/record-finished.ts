import { executionEvents } from '@runhive/contracts/execution-streams'
import type { Mesh } from '@runhive/mesh/mesh'
import type { Logger } from '@runhive/process/log'
import { type ExecutionRecord, type Retention, toRecord } from './domain/record.ts'

/**
 * Records and counts finished executions. All processes of history share one durable consumer: while history is away,
 * executions go on, and it catches up when it is back, as long as the log still has their events. An event is
 * acknowledged once its record is in the database; until then it is delivered again.
 */
export function recordFinished(deps: {
  mesh: Mesh
  record: (record: ExecutionRecord) => Promise<void>
  retention: Retention
  log: Pick<Logger, 'error'>
}): Promise<AsyncDisposable> {
  const finished = { consumer: 'history', kinds: ['finished'] }
  return deps.mesh.log(executionEvents).consume(finished, async ({ key, event }) => {
    if (event.kind !== 'finished') return
    const record = toRecord({ key, ...event }, deps.retention)
    if (record) return deps.record(record)
    // A retry cannot repair it: a failure would only bring the event again and again.
    deps.log.error({ executionId: event.result.id }, 'a finished event under a wrong key is not kept')
  })
}
