import { RpcError } from '@runhive/contracts/define'
import type { ExecutionEvent } from '@runhive/contracts/execution-result'
import { eventKey, type Lane, type WorkItem } from '@runhive/contracts/execution-streams'
import type { Log, Queue } from '@runhive/mesh/mesh'
import type { Logger } from '@runhive/process/log'
import { GatewayError } from '../../errors/gateway-error.ts'
import { type NoteErasureDeps, noteErasure } from './note-erasure.ts'
import { type SendRequestDeps, sendRequest } from './send-request.ts'

export interface AcceptDeps extends SendRequestDeps, NoteErasureDeps {
  readonly queue: Queue<WorkItem>
  readonly events: Log<ExecutionEvent>
  /** Items in a lane of the queue, as of a second ago: a caller's position is an estimate anyway. */
  readonly queueDepth: (lane: Lane) => number
  readonly log: Logger
}

/** Appends `queued`. Never rejects. */
export type TellQueued = () => Promise<void>

/**
 * With more than this in its lane an execution may wait for long. Should this process die, auth must find that it was
 * accepted.
 */
const SHORT_LANE = 32

/**
 * Resolves when the execution is durably accepted: it will reach a final state even if this process dies. Of one that is
 * awaited nobody can ask before its caller has an answer: then `queued` is not appended, and the result does it, once
 * the execution takes longer than {@link HOLD_MS}. Refuses with `QUEUE_FULL`.
 */
export async function accept(
  deps: AcceptDeps,
  item: WorkItem,
  lane: Lane,
  traceparent: string | undefined,
): Promise<TellQueued | undefined> {
  const key = eventKey(item.accountId, item.id)
  const queued = deps.queue.publish(key, item, { lane, traceparent })
  const sending = sendRequest(deps, item, traceparent)
  const noting = noteErasure(deps, item)
  try {
    const { duplicate } = await queued
    // Not before: who finds the event takes the execution for accepted, so it must not be there without the item.
    // Readers sort by number, should an executor have been faster. A caller that knows the id may ask for it at once,
    // at another gateway: by then it must be found.
    const tellQueued = () => appendQueued(deps, { key, lane, traceparent, duplicate })
    const isQuiet = item.awaited === true && deps.queueDepth(lane) <= SHORT_LANE
    await Promise.all([isQuiet ? undefined : tellQueued(), sending?.settled, noting?.settled])
    return isQuiet ? tellQueued : undefined
  } catch (error) {
    if (!(error instanceof RpcError) || error.code !== 'OVERLOADED') throw error
    // It is certainly not in the queue, so nothing must be left.
    sending?.withdraw()
    noting?.withdraw()
    throw new GatewayError('QUEUE_FULL', { cause: error })
  }
}

/** Never rejects: the queue decides about acceptance, and a watcher does not need the first event. */
async function appendQueued(
  deps: AcceptDeps,
  {
    key,
    lane,
    traceparent,
    duplicate,
  }: { key: string; lane: Lane; traceparent: string | undefined; duplicate: boolean },
): Promise<void> {
  const event: ExecutionEvent = { kind: 'queued', position: deps.queueDepth(lane) }
  try {
    // A second one would come after what has happened since.
    if (duplicate && (await deps.events.last(key))) return
    await deps.events.append(key, 1, event, { traceparent })
  } catch (cause) {
    deps.log.warn({ err: cause }, 'could not store the queued event')
  }
}
