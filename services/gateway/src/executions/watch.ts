import type { CallScope } from '@runhive/contracts/define'
import type { ExecutionEvent } from '@runhive/contracts/execution'
import { eventKey } from '@runhive/contracts/executions'
import type { Log, Numbered } from '@runhive/mesh/mesh'
import { type TrackedEnvelope, tracked } from '@trpc/server'
import { type FindDeps, findExecution, type Owned } from './find.ts'

export interface WatchDeps extends FindDeps {
  readonly events: Log<ExecutionEvent>
}

export type Watched = AsyncIterable<TrackedEnvelope<ExecutionEvent>, void>

/** The watcher has seen `finished`: there is nothing to wait for. REST says so with 204, which stops an EventSource. */
export const NOTHING_LEFT: Watched = {
  [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true, value: undefined }) }),
}

/**
 * The number of a `finished` that is told from the record, because the events are no longer kept: above every real one,
 * so that whoever comes back with it has seen all.
 */
export const RECORDED = 2 ** 31 - 1

/**
 * An execution's events after a number, each with its own as the resume id, up to and including `finished`.
 * Refuses with `NOT_FOUND` before the first one.
 */
export async function watchExecution(
  deps: WatchDeps,
  owned: Owned & { after: number },
  scope: CallScope & { signal: AbortSignal },
): Promise<Watched> {
  const found = await findExecution(deps, owned, scope)
  if (found.kind === 'recorded') {
    if (owned.after >= RECORDED) return NOTHING_LEFT
    return only({ key: '', number: RECORDED, event: { kind: 'finished', result: found.result } })
  }
  const { number, event } = found.last
  if (event.kind === 'finished' && number <= owned.after) return NOTHING_LEFT
  // A number from the future would wait past the end.
  const after = Math.min(owned.after, number)
  const key = eventKey(owned.accountId, owned.id)
  return untilFinished(deps.events.follow(key, { after, signal: scope.signal }))
}

async function* only(item: Numbered<ExecutionEvent>): Watched {
  yield track(item)
}

async function* untilFinished(events: AsyncIterable<Numbered<ExecutionEvent>>): Watched {
  for await (const item of events) {
    yield track(item)
    if (item.event.kind === 'finished') return
  }
}

const track = ({ number, event }: Numbered<ExecutionEvent>) => tracked(String(number), event)
