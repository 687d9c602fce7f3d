import type { ExecutionResult } from '@runhive/contracts/execution'
import { eventKey, type WorkItem } from '@runhive/contracts/executions'
import { GatewayError } from '../errors.ts'
import { type AcceptDeps, accept } from './accept.ts'

export interface RunDeps extends AcceptDeps {
  /** How long a waiting caller allows for the queue, milliseconds, on top of the phases' wall-clock limits. */
  readonly queueWaitMs: number
}

interface Caller {
  /** Aborts when the caller leaves. */
  readonly signal: AbortSignal | undefined
  readonly afterAnswer: (work: () => void) => void
  /** Called when the execution is certain to reach a final state. */
  readonly onAccepted: () => void
}

/**
 * Accepts an execution and waits for its result. A caller that leaves stops the waiting, not the execution. With
 * `store: false` nothing is left in the log once the answer has gone, and so the waiting goes on for that.
 * Refuses with `DEADLINE_EXCEEDED`, with the id to ask for later, when the result takes too long.
 */
export async function runExecution(deps: RunDeps, item: WorkItem, caller: Caller): Promise<ExecutionResult> {
  const key = eventKey(item.accountId, item.id)
  using waiting = startWaiting(deps.queueWaitMs + item.compileLimits.wallMs + item.limits.wallMs)
  // Listening first: a fast execution may be finished before the queue's answer is here.
  const finished = deps.events.waitFor(key, 'finished', { fresh: true, signal: waiting.signal })
  // Its failure is looked at below; when accepting fails first, nobody would.
  finished.catch(() => undefined)
  await accept(deps, item)
  caller.onAccepted()
  if (item.request.store) waiting.stopWith(caller.signal)
  const event = (await finished)?.event
  if (event?.kind !== 'finished') {
    throw caller.signal?.aborted ? new GatewayError('CANCELLED') : notInTime(item.id)
  }
  if (!item.request.store) {
    caller.afterAnswer(() => {
      deps.events.forget(key).catch((cause) => deps.log.error({ err: cause }, 'a result was not forgotten'))
    })
  }
  return event.result
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
