import type { CallScope } from '@runhive/contracts/define'
import type { ExecutionEvent, ExecutionResult } from '@runhive/contracts/execution-result'
import { eventKey, HOLD_MS, type WorkItem } from '@runhive/contracts/execution-streams'
import type { Numbered } from '@runhive/mesh/mesh'
import { inSpan, type Spans } from '@runhive/mesh/spans'
import { GatewayError } from '../errors/gateway-error.ts'
import type { TellQueued } from './acceptance/accept.ts'
import { type EnqueueDeps, enqueue, type Order } from './acceptance/enqueue.ts'
import { type EraseDeps, eraseAnswered } from './erase-unstored.ts'
import type { Found } from './lookup/find.ts'

export interface RunDeps extends EnqueueDeps {
  readonly erasures: EnqueueDeps['erasures'] & EraseDeps['erasures']
  /** How long a waiting caller allows for the queue, milliseconds, on top of the phases' wall-clock limits. */
  readonly queueWaitMs: number
  readonly spans?: Spans | undefined
}

interface Caller {
  /** Its signal aborts when the caller leaves. */
  readonly scope: CallScope
  readonly afterAnswer: (work: () => void) => void
  /** Called with its id when the execution, or the one it stands for, is certain to reach a final state. */
  readonly onAccepted: (id: string) => void
  readonly onUncertain: (id: string) => void
}

/**
 * Accepts an execution and waits for its result. A caller that leaves stops the waiting, not the execution. With
 * `store: false` what is in the log is overwritten once the answer has gone, and so the waiting goes on for that.
 * Refuses with `DEADLINE_EXCEEDED`, with the id to ask for later, when the result takes too long.
 */
export async function runExecution(
  deps: RunDeps,
  { item: planned, lane }: Order,
  caller: Caller,
): Promise<ExecutionResult> {
  // Others who send the same idempotency key get the same execution, and its id.
  const item = { ...planned, awaited: planned.request.idempotencyKey === undefined }
  const { signal } = caller.scope
  const own = eventKey(item.accountId, item.id)
  using waiting = startWaiting(deps.queueWaitMs + longestMs(item))
  // Listening first: a fast execution may be finished before the queue's answer is here.
  const finished = deps.events.waitFor(own, 'finished', { fresh: true, signal: waiting.signal })
  // Its failure is handled below; when accepting fails first, nothing else would handle it.
  finished.catch(() => undefined)
  const scope = { ...caller.scope, onUncertain: caller.onUncertain }
  const { id, earlier, tellQueued } = await enqueue(deps, { item, lane }, scope)
  caller.onAccepted(id)
  const told = tellQueued && tellUnlessBrought(finished, tellQueued)
  const known = earlier && resultOf(earlier)
  if (known) return known
  if (earlier || item.request.store) waiting.stopWith(signal)
  const key = eventKey(item.accountId, id)
  const { signal: until } = waiting
  const parent = caller.scope.traceparent
  const ended = await inSpan(deps.spans, 'wait for the result', { parent }, () =>
    id === item.id ? finished : deps.events.waitFor(key, 'finished', { signal: until }),
  )
  const result = toResult(ended)
  if (result) traceDelivery(deps.spans, ended?.traceparent, result)
  if (result === undefined) {
    // Who gets its id may ask for it.
    await told
    throw signal?.aborted ? new GatewayError('CANCELLED', { details: { id } }) : notInTime(id)
  }
  // With a webhook it is erased later, like a result nobody waited for: history may be away, and reads it from the log.
  if (!item.request.store && !item.request.webhook && !earlier) {
    caller.afterAnswer(async () => {
      await told
      // It stays in the log of erasures, and is tried again.
      eraseAnswered(deps, key).catch((cause) => deps.log.warn({ err: cause }, 'could not erase a result yet'))
    })
  }
  return result
}

/**
 * Tells of an execution that is awaited when it has not ended after a moment, because auth asks whether it was accepted,
 * at once when nobody waits for it any more, and after its end unless `finished` has brought the event along: an
 * executor of the version before does not. Never rejects.
 */
async function tellUnlessBrought(finished: Promise<Ended>, tellQueued: TellQueued): Promise<void> {
  const late = Promise.withResolvers<void>()
  const timer = setTimeout(late.resolve, HOLD_MS)
  const ended = await Promise.race([finished.catch(() => undefined), late.promise])
  clearTimeout(timer)
  if (!ended?.earlier) await tellQueued()
}

/** From the creation of the result to its arrival here, by the clocks of two machines. */
function traceDelivery(spans: Spans | undefined, parent: string | undefined, result: ExecutionResult): void {
  if (parent === undefined) return
  spans?.start('finished delivery', { kind: 'consumer', parent, at: Date.parse(result.finishedAt) }).end('OK')
}

/** Compiling, then every test and its checker, as if they ran one after another. */
function longestMs({ compileLimits, limits, testLimits, checkerRuntime }: WorkItem): number {
  const runs = testLimits ?? [limits]
  const once = compileLimits.wallMs + runs.reduce((sum, { wallMs }) => sum + wallMs, 0)
  return checkerRuntime === undefined ? once : 2 * once
}

/** undefined for an execution that has not ended. */
function resultOf(found: Found): ExecutionResult | undefined {
  return found.kind === 'recorded' ? found.result : toResult(found.last)
}

type Ended = Numbered<ExecutionEvent> | undefined

function toResult(ended: { event: ExecutionEvent } | undefined): ExecutionResult | undefined {
  return ended?.event.kind === 'finished' ? ended.event.result : undefined
}

function notInTime(id: string): GatewayError {
  return new GatewayError('DEADLINE_EXCEEDED', {
    message:
      'The execution is still running, but waiting for its result timed out: fetch it later by its id.',
    details: { id },
  })
}

const OVER = 'the wait is over'
/** A timer that is set for longer fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** A wait that ends after a time, when a signal aborts, or when it is disposed. */
function startWaiting(
  ms: number,
): Disposable & { signal: AbortSignal; stopWith(signal?: AbortSignal): void } {
  const controller = new AbortController()
  // With a reason of our own: the default one records a stack trace, for every answer.
  const stop = () => controller.abort(OVER)
  const timer = setTimeout(stop, Math.min(ms, LONGEST_TIMER_MS))
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
