import type { CallScope } from '@runhive/contracts/define'
import type { ExecutionEvent, ExecutionResult } from '@runhive/contracts/execution'
import { eventKey, type WorkItem } from '@runhive/contracts/executions'
import { GatewayError } from '../errors.ts'
import { type EnqueueDeps, enqueue, type Order } from './enqueue.ts'
import { findExecution } from './find.ts'

export interface RunDeps extends EnqueueDeps {
  /** How long a waiting caller allows for the queue, milliseconds, on top of the phases' wall-clock limits. */
  readonly queueWaitMs: number
}

interface Caller {
  /** Its signal aborts when the caller leaves. */
  readonly scope: CallScope
  readonly afterAnswer: (work: () => void) => void
  /** Called when the execution is certain to reach a final state. */
  readonly onAccepted: () => void
}

/**
 * Accepts an execution and waits for its result. A caller that leaves stops the waiting, not the execution. With
 * `store: false` nothing is left in the log once the answer has gone, and so the waiting goes on for that.
 * Refuses with `DEADLINE_EXCEEDED`, with the id to ask for later, when the result takes too long.
 */
export async function runExecution(deps: RunDeps, order: Order, caller: Caller): Promise<ExecutionResult> {
  const { item } = order
  const { signal } = caller.scope
  const key = eventKey(item.accountId, item.id)
  using waiting = startWaiting(deps.queueWaitMs + longestMs(item))
  // Listening first: a fast execution may be finished before the queue's answer is here.
  const finished = deps.events.waitFor(key, 'finished', { fresh: true, signal: waiting.signal })
  // Its failure is looked at below; when accepting fails first, nobody would.
  finished.catch(() => undefined)
  const { id, joined } = await enqueue(deps, order, caller.scope)
  if (!joined) caller.onAccepted()
  if (joined || item.request.store) waiting.stopWith(signal)
  const result = joined
    ? await awaitEarlier(deps, { accountId: item.accountId, id }, { ...caller.scope, signal: waiting.signal })
    : toResult(await finished)
  if (result === undefined) throw signal?.aborted ? new GatewayError('CANCELLED') : notInTime(id)
  if (!item.request.store && !joined) {
    caller.afterAnswer(() => {
      deps.events.forget(key).catch((cause) => deps.log.error({ err: cause }, 'a result was not forgotten'))
    })
  }
  return result
}

/** Compiling, and every test as if none ran beside another. */
function longestMs({ compileLimits, limits, testLimits }: WorkItem): number {
  const runs = testLimits ?? [limits]
  return compileLimits.wallMs + runs.reduce((sum, { wallMs }) => sum + wallMs, 0)
}

/** The result of the execution that an idempotency key stands for: recorded, kept, or to come. */
async function awaitEarlier(
  deps: RunDeps,
  owned: { accountId: string; id: string },
  scope: CallScope & { signal: AbortSignal },
): Promise<ExecutionResult | undefined> {
  const found = await findExecution(deps, owned, scope)
  if (found.kind === 'recorded') return found.result
  const key = eventKey(owned.accountId, owned.id)
  return toResult(await deps.events.waitFor(key, 'finished', { signal: scope.signal }))
}

function toResult(ended: { event: ExecutionEvent } | undefined): ExecutionResult | undefined {
  return ended?.event.kind === 'finished' ? ended.event.result : undefined
}

function notInTime(id: string): GatewayError {
  return new GatewayError('DEADLINE_EXCEEDED', {
    message: 'The execution goes on, but its result took too long to wait for: get it later by its id.',
    details: { id },
  })
}

const OVER = 'the wait is over'

/** A wait that ends after a time, when a signal says so, and in any case when it is disposed. */
function startWaiting(
  ms: number,
): Disposable & { signal: AbortSignal; stopWith(signal?: AbortSignal): void } {
  const controller = new AbortController()
  // A reason of our own: making the default one records a stack, on the way of every answer.
  const stop = () => controller.abort(OVER)
  const timer = setTimeout(stop, ms)
  const undo: Array<() => void> = [() => clearTimeout(timer), stop]
  return {
    signal: controller.signal,
    stopWith(signal) {
      if (signal?.aborted) stop()
      signal?.addEventListener('abort', stop)
      undo.push(() => signal?.removeEventListener('abort', stop))
    },
    [Symbol.dispose]() {
      for (const step of undo) step()
    },
  }
}
