import type { ExecutionEvent, ExecutionResult } from '@runhive/contracts/execution-result'
import { type Erasure, eventKey, HOLD_MS, type WorkItem } from '@runhive/contracts/execution-streams'
import type { Delivery, Log } from '@runhive/mesh/mesh'
import { inSpan, type Spans } from '@runhive/mesh/spans'
import { NO_TIMES, toResult } from '../domain/result/result.ts'
import type { Clock } from '../pool/clock.ts'
import { type Spanned, spannedUnder } from '../program/spanned.ts'
import type { Cancellations } from './cancellations.ts'
import { createEventWriter, type EventWriter } from './event-writer.ts'
import { createHold } from './hold.ts'
import type { ExecutionWatch } from './run-execution.ts'

/**
 * One delivery of the queue, to its end: events appended, `finished` stored, then the item done, in this order, so that
 * a crash at any point leaves either an item to be delivered again or a finished execution.
 */
export interface DeliveryDeps {
  readonly events: Pick<Log<ExecutionEvent>, 'append'>
  readonly erasures: Pick<Log<Erasure>, 'append'>
  /** How far a worker before came. Rejects when it cannot be known now. */
  readonly progress: (key: string) => Promise<Progress>
  readonly cancellations: Cancellations
  readonly run: (item: WorkItem, watch: ExecutionWatch) => Promise<ExecutionResult>
  readonly onFinished: (result: ExecutionResult) => void
  /** An item nobody can understand, whose owner is therefore unknown too. */
  readonly onUnreadable: (deliveryId: string) => void
  readonly clock: Pick<Clock, 'after'>
  readonly spans?: Spans | undefined
}

export interface Progress {
  /** The highest number among the events that are kept; 0 when there is none. */
  readonly newest: number
  readonly finished: boolean
}

const NEW: Progress = { newest: 0, finished: false }
/** Number 1 is `queued`, which the gateway appends, unless the item is awaited and ends at once. */
const FIRST_NUMBER = 2
/**
 * A fourth delivery of what had started means that executors died with it: it may be what kills them. Not the third,
 * because the queue may count a delivery that reached nobody.
 */
const MAX_ATTEMPTS = 3
/** Deliveries of what never started: it kills them before they can say so. */
const MAX_ATTEMPTS_UNSTARTED = 10

export async function runDelivery(deps: DeliveryDeps, delivery: Delivery<WorkItem>): Promise<void> {
  const { item, traceparent: parent } = delivery
  if (item === undefined) return finishUnreadable(deps, delivery)
  const facts = { 'runhive.execution': item.id, 'runhive.runtime': item.runtime }
  await inSpan(deps.spans, 'execution', { kind: 'consumer', parent, facts }, (traceparent) =>
    runItem(deps, { item, delivery, traceparent }),
  )
}

interface Taken {
  readonly item: WorkItem
  readonly delivery: Delivery<WorkItem>
  readonly traceparent: string | undefined
}

async function runItem(deps: DeliveryDeps, { item, delivery, traceparent }: Taken): Promise<void> {
  const key = eventKey(item.accountId, item.id)
  const { newest, finished } = delivery.attempt > 1 ? await deps.progress(key) : NEW
  const erase = !item.request.store
  if (finished) return delivery.done({ erase, unconfirmed: true })
  if (erase && delivery.attempt > 1) noteErasure(deps, key, delivery.attempt)
  // Not when it comes again: what kills executors must leave word that it had started.
  using hold = item.awaited && delivery.attempt === 1 ? createHold(deps.clock, HOLD_MS) : undefined
  const firstNumber = Math.max(FIRST_NUMBER, newest + 1)
  const writer = createEventWriter(deps.events, key, { firstNumber, traceparent, hold })
  const spanned = spannedUnder(deps.spans, traceparent)
  const hadStarted = newest >= FIRST_NUMBER
  if (delivery.attempt > (hadStarted ? MAX_ATTEMPTS : MAX_ATTEMPTS_UNSTARTED)) {
    return finish(deps, { item, delivery, writer, spanned, result: toLost(item) })
  }
  using watched = deps.cancellations.watch(item.accountId, item.id, new Date(item.acceptedAt))
  await watched.checked
  const result = await deps.run(item, { onEvent: writer.write, signal: watched.signal, spanned, hold })
  await finish(deps, { item, delivery, writer, spanned, result })
}

/**
 * Its caller may have been answered already and all of it erased: what follows must be as well. Not waited for: while
 * gateways are of the version before, nobody has made that log.
 */
function noteErasure({ erasures }: DeliveryDeps, key: string, attempt: number): void {
  erasures.append(key, attempt, { kind: 'due' }).catch(() => undefined)
}

async function finish(
  deps: DeliveryDeps,
  ending: Omit<Taken, 'traceparent'> & {
    readonly writer: EventWriter
    readonly spanned: Spanned
    readonly result: ExecutionResult
  },
): Promise<void> {
  const { webhook } = ending.item.request
  const { retentionDays, requestSent } = ending.item
  ending.writer.write({
    kind: 'finished',
    result: ending.result,
    ...(webhook === undefined ? {} : { webhook }),
    ...(retentionDays === undefined ? {} : { retentionDays }),
    ...(requestSent === undefined ? {} : { requestSent }),
  })
  await ending.writer.stored()
  deps.onFinished(ending.result)
  await ending.spanned('done', {}, () =>
    // If the word is lost, it comes again and is found to have finished.
    ending.delivery.done({ erase: !ending.item.request.store, unconfirmed: true }),
  )
}

function toLost(item: WorkItem): ExecutionResult {
  return toResult(
    item,
    { status: 'internal_error', message: 'the executors running it were lost repeatedly' },
    { language: item.request.language, times: { takenAt: Date.now(), ...NO_TIMES } },
  )
}

/**
 * An item of another version that this one cannot read. Its id in the queue is the key of its events, so its watchers
 * learn that it ended. An id that is none was put there by something else, and there is nobody to tell.
 */
async function finishUnreadable(deps: DeliveryDeps, delivery: Delivery<WorkItem>): Promise<void> {
  deps.onUnreadable(delivery.id)
  const [, accountId, id] = /^([a-z0-9-]+)\.([0-9a-f-]{36})$/.exec(delivery.id) ?? []
  if (accountId !== undefined && id !== undefined) {
    const { newest, finished } = await deps.progress(delivery.id)
    if (!finished) {
      const writer = createEventWriter(deps.events, delivery.id, {
        firstNumber: Math.max(FIRST_NUMBER, newest + 1),
      })
      writer.write({ kind: 'finished', result: toUnreadable(id) })
      await writer.stored()
    }
  }
  // Whether it may be kept cannot be read either.
  await delivery.done({ erase: true })
}

function toUnreadable(id: string): ExecutionResult {
  const now = new Date().toISOString()
  return {
    id,
    language: 'unknown',
    runtime: 'unknown',
    status: 'internal_error',
    message: 'the executor could not read it',
    timings: { queuedMs: 0, totalMs: 0, ...NO_TIMES },
    metadata: {},
    stored: false,
    createdAt: now,
    finishedAt: now,
  }
}
