import type { ExecutionEvent } from '@runhive/contracts/execution-result'
import type { Log } from '@runhive/mesh/mesh'
import type { Progress } from '../src/execution/run-delivery.ts'

/** What a gateway answers an executor, by the events that are kept. */
export async function progressOf(log: Log<ExecutionEvent>, key: string): Promise<Progress> {
  const finished = await log.last(key, 'finished')
  const newest = finished ?? (await log.newest(key))
  return { newest: newest?.number ?? 0, finished: finished !== undefined }
}
