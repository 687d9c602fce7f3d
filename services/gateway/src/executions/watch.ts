import type { CallScope, Client } from '@runhive/contracts/define'
import type { executionControl } from '@runhive/contracts/execution-control'
import type { ExecutionEvent } from '@runhive/contracts/execution-result'
import { eventKey } from '@runhive/contracts/execution-streams'
import type { Gap, Log, Numbered } from '@runhive/mesh/mesh'
import { type TrackedEnvelope, tracked } from '@trpc/server'
import { GatewayError } from '../errors/gateway-error.ts'
import { COMPLETE, type EventStream, openEventStream } from '../procedure/event-stream.ts'
import { type Attended, startAttending, type Ticker } from './attendance.ts'
import { type FindDeps, findExecution, type Owned } from './lookup/find.ts'

export interface WatchDeps extends FindDeps {
  readonly events: Log<ExecutionEvent>
  readonly runningAt: (key: string) => Pick<Client<typeof executionControl>, 'attend'>
  /** When executors hear of watchers. */
  readonly attendance: Ticker
}

type Tracked = TrackedEnvelope<ExecutionEvent>

/**
 * The number of a `finished` that comes from the record, because the events are no longer kept: above every real one,
 * so that a watcher that comes back with it has seen all.
 */
export const RECORDED = 2 ** 31 - 1

export interface WatchScope extends CallScope {
  readonly signal: AbortSignal
  /**
   * Resolves when the watcher's connection has room, or the signal aborts: until then nothing is taken from the log for
   * it.
   */
  readonly untilWritable?: ((signal: AbortSignal) => Promise<void>) | undefined
}

/**
 * An execution's events after a number, each with its own as the resume id, up to and including `finished`. What is not
 * kept any more when a slow watcher comes to it is reported as `skipped`. Refuses with `NOT_FOUND` before the first
 * one. When the signal aborts before `finished` they end with its reason, if that is an answer, else with `CANCELLED`:
 * a stream that just ends has seen all.
 */
export async function watchExecution(
  deps: WatchDeps,
  owned: Owned & { after: number },
  scope: WatchScope,
): Promise<EventStream<Tracked>> {
  const found = await findExecution(deps, owned, scope)
  if (found.kind === 'recorded') {
    if (owned.after >= RECORDED) return COMPLETE
    return openEventStream(
      only({ key: '', number: RECORDED, event: { kind: 'finished', result: found.result } }),
    )
  }
  const { number, event } = found.last
  if (event.kind === 'finished' && number <= owned.after) return COMPLETE
  // A number from the future would wait past the end.
  const after = Math.min(owned.after, number)
  const key = eventKey(owned.accountId, owned.id)
  const events = deps.events.follow(key, { after, gaps: 'report', signal: scope.signal })
  const attended = { client: deps.runningAt(key), ticker: deps.attendance, isBack: owned.after > 0 }
  return openEventStream(untilFinished(events, { attended, scope }))
}

async function* only(item: Numbered<ExecutionEvent>): AsyncGenerator<Tracked, void> {
  yield track(item)
}

async function* untilFinished(
  events: AsyncIterable<Numbered<ExecutionEvent> | Gap>,
  { attended, scope }: { attended: Attended; scope: WatchScope },
): AsyncGenerator<Tracked, void> {
  using _attending = startAttending(attended)
  for await (const item of events) {
    await scope.untilWritable?.(scope.signal)
    if (scope.signal.aborted) break
    const numbered = 'gap' in item ? toSkipped(item) : item
    yield track(numbered)
    if (numbered.event.kind === 'finished') return
  }
  const { aborted, reason } = scope.signal
  if (aborted)
    throw reason instanceof GatewayError ? reason : new GatewayError('CANCELLED', { cause: reason })
}

function toSkipped({ key, number, gap }: Gap): Numbered<ExecutionEvent> {
  return { key, number, event: { kind: 'skipped', ...gap } }
}

const track = ({ number, event }: Numbered<ExecutionEvent>) => tracked(String(number), event)
