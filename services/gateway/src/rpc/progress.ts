import type { Handlers } from '@runhive/contracts/define'
import type { ExecutionEvent } from '@runhive/contracts/execution-result'
import type { gateway } from '@runhive/contracts/gateway'
import type { Log } from '@runhive/mesh/mesh'

/** For an executor whose delivery may have been begun by another one before. */
export function answerProgress(
  events: Pick<Log<ExecutionEvent>, 'last' | 'newest'>,
): Handlers<typeof gateway>['progress'] {
  return async ({ key }) => {
    // Looked up by its kind: after trouble it need not be what was stored last.
    const finished = await events.last(key, 'finished')
    const newest = finished ?? (await events.newest(key))
    return { newest: newest?.number ?? 0, finished: finished !== undefined }
  }
}
