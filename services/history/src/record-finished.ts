import { executionEvents } from '@runhive/contracts/executions'
import type { Mesh } from '@runhive/mesh/mesh'
import type { Logger } from '@runhive/process/log'
import { type ExecutionRecord, toRecording } from './domain/record.ts'

/**
 * Keeps what finished. The log remembers how far history has come, for all its instances together: while history is away executions
 * go on, and it catches up when it is back, as long as the log still has their events. An event is done once its record is in the
 * database; until then it comes again.
 */
export function recordFinished(deps: {
  mesh: Mesh
  insert: (record: ExecutionRecord) => Promise<void>
  log: Pick<Logger, 'error'>
}): Promise<AsyncDisposable> {
  const finished = { consumer: 'history', kinds: ['finished'] }
  return deps.mesh.log(executionEvents).consume(finished, async ({ key, event }) => {
    if (event.kind !== 'finished') return
    const recording = toRecording(key, event.result)
    if (recording.kind === 'keep') await deps.insert(recording.record)
    // Wrong for ever: a failure here would only bring it again and again.
    if (recording.kind === 'misplaced') {
      deps.log.error({ executionId: event.result.id }, 'a finished event under a wrong key is not kept')
    }
  })
}
