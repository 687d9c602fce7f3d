import type { ExecutionEvent } from '@runhive/contracts/execution-result'
import { type Erasure, executionEvents, UNSTORED_KEEP_MS } from '@runhive/contracts/execution-streams'
import { consumptions } from '@runhive/contracts/roles'
import type { Log } from '@runhive/mesh/mesh'
import type { Logger } from '@runhive/process/log'
import { repeat } from '@runhive/process/repeat'

export interface EraseDeps {
  readonly events: Pick<Log<ExecutionEvent>, 'erase'>
  readonly erasures: Pick<Log<Erasure>, 'forget'>
}

export interface EraseDueDeps extends EraseDeps {
  readonly events: Pick<Log<ExecutionEvent>, 'erase' | 'last'>
  readonly erasures: Pick<Log<Erasure>, 'forget' | 'stored'>
}

/**
 * How often a gateway looks for what is still to be erased, milliseconds. With {@link UNSTORED_KEEP_MS} less than
 * events are kept: what has expired can no longer be overwritten.
 */
const LOOK_EVERY_MS = 5 * 60_000

/**
 * Overwrites what an execution has left in the log. If it is noted that this must happen, the note stays until it is
 * done.
 */
export async function eraseEvents({ events, erasures }: EraseDeps, key: string): Promise<void> {
  await events.erase(key)
  await erasures.forget(key)
}

/** Who counts what has finished, and ends its slot: they learn of it from the event that is erased. */
const CONSUMERS = consumptions
  .filter(({ log, kinds }) => log.name === executionEvents.name && kinds.includes('finished'))
  .map(({ consumer }) => consumer)

/** Does that as soon as those who must know of the end know it. Rejects when they do not for ten seconds. */
export async function eraseAnswered(
  deps: EraseDeps & { readonly events: Pick<Log<ExecutionEvent>, 'untilConsumed'> },
  key: string,
): Promise<void> {
  await deps.events.untilConsumed(key, { kind: 'finished', consumers: CONSUMERS })
  await eraseEvents(deps, key)
}

/**
 * Erases what nobody has erased although it is time: nobody waited for the result, or the gateway that answered died,
 * or the log was away. Every gateway does it, which is no harm. Tries all of them, and then rejects with the first
 * failure.
 */
export async function eraseDue(deps: EraseDueDeps, now: Date, signal?: AbortSignal): Promise<void> {
  const failures: unknown[] = []
  const keys = new Set((await deps.erasures.stored()).map(({ key }) => key))
  for (const key of keys) {
    if (signal?.aborted) return
    await eraseIfDue(deps, key, now).catch((error) => failures.push(error))
  }
  if (failures.length > 0) throw failures[0]
}

/** What has not ended is still needed; without any event it still waits in the queue. */
async function eraseIfDue(deps: EraseDueDeps, key: string, now: Date): Promise<void> {
  const finished = await deps.events.last(key, 'finished')
  if (finished?.event.kind !== 'finished') return
  const { stored, finishedAt } = finished.event.result
  // Executors append to this log too, and must not be able to erase the results of others.
  if (stored) return deps.erasures.forget(key)
  const endedMs = Date.parse(finishedAt)
  if (now.getTime() - endedMs >= UNSTORED_KEEP_MS) await eraseEvents(deps, key)
}

/** Erases what is due at regular intervals. */
export function startErasing(deps: EraseDueDeps & { log: Pick<Logger, 'warn'> }): AsyncDisposable {
  return repeat((signal) => eraseDue(deps, new Date(), signal), {
    everyMs: LOOK_EVERY_MS,
    onFailed: (err) => deps.log.warn({ err }, 'could not erase an execution with store: false yet'),
  })
}
