import type { Msg } from '@nats-io/transport-node'
import { pause } from '../../abortable.ts'
import { type HeldEvent, handleBatch } from '../../batches/handle-batch.ts'
import { BATCH, type BatchLimits } from '../../batches/limits.ts'
import type { BatchHandler, ConsumeOptions } from '../../mesh.ts'
import { consumerName } from '../../wire/nats-names.ts'
import { deliveryInfo } from '../jetstream/delivery.ts'
import { ensureConsumers, waitForConsumers } from '../jetstream/ensure-consumer.ts'
import { createLeases, type Leases } from '../jetstream/leases.ts'
import { once } from '../jetstream/once.ts'
import type { DurableConsumer } from '../jetstream/pull.ts'
import { createBatchPull } from '../jetstream/pull-batches.ts'
import { decodeMessage, type LogContext } from './events.ts'
import { consumeFormerly } from './formerly.ts'
import { CONSUME_LEASE_MS, consumptionConsumers } from './setup.ts'

const FIRST_PAUSE_MS = 250
const MAX_PAUSE_MS = 30_000
const ERROR_PAUSE_MS = 1_000

/**
 * Every event of some kinds, at least once. Each kind has a durable consumer, which all instances share. An instance
 * handles one batch of a kind at a time, and acknowledges each event of it: to acknowledge all up to one would also end
 * those that other instances hold.
 */
export async function consumeKinds<E>(
  context: LogContext<E>,
  options: ConsumeOptions,
  handler: BatchHandler<E>,
): Promise<AsyncDisposable> {
  const stop = new AbortController()
  const { signal } = stop
  const { consumer, formerly = [], kinds, gatherMs = BATCH.gatherMs } = options
  const limits = { ...BATCH, gatherMs }
  const consumers = kinds.map((kind) => consumerOf(context, consumer, kind))
  // Others start without it: the stream's owner may start later, or be older and not know this consumer.
  const isOwner = context.connection.ownsStream(context.definition.name)
  if (isOwner) await Promise.all(consumers.map(({ ensure }) => ensure()))
  const workers = consumers.map((one) => work(context, one, { handler, limits, signal }))
  if (!isOwner && formerly.length > 0) {
    const workFormerly = (name: string, kind: string, until: AbortSignal) =>
      work(context, consumerOf(context, name, kind), { handler, limits, signal: until })
    workers.push(consumeFormerly(context, { consumer, formerly, kinds }, { work: workFormerly, signal }))
  }
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await Promise.all(workers)
    },
  }
}

function consumerOf<E>(context: LogContext<E>, consumer: string, kind: string): DurableConsumer {
  const { connection, service, definition } = context
  const { name: stream } = definition
  const name = consumerName(consumer, kind)
  const ensured = once(connection, async () => {
    if (!connection.ownsStream(stream)) return waitForOwner(context, name)
    await context.ensure()
    await ensureConsumers(connection, stream, consumptionConsumers(definition, { consumer, kinds: [kind] }))
  })
  const forget = () => {
    ensured.forget()
    context.ensure.forget()
  }
  const ensure = Object.assign(() => ensured(), { forget })
  return { connection, service, stream, consumer: name, ensure }
}

async function waitForOwner<E>(
  { connection, definition, log }: LogContext<E>,
  consumer: string,
): Promise<void> {
  try {
    await waitForConsumers(connection, definition.name, [consumer])
  } catch (err) {
    if (connection.isConnected() && !connection.isLeaving())
      log.warn(
        { stream: definition.name, consumer, err },
        'this consumer does not exist yet: a gateway creates it',
      )
    throw err
  }
}

interface Work<E> {
  readonly handler: BatchHandler<E>
  readonly limits: BatchLimits
  readonly signal: AbortSignal
}

async function work<E>(
  context: LogContext<E>,
  durable: DurableConsumer,
  { handler, limits, signal }: Work<E>,
): Promise<void> {
  const { connection, stream, consumer } = durable
  const leases = createLeases(connection, CONSUME_LEASE_MS)
  using pull = createBatchPull(durable, leases, limits)
  while (!signal.aborted) {
    try {
      const held = (await pull.next(signal)).flatMap(
        (message) => hold(context, durable, { message, leases }) ?? [],
      )
      const isAvailable = await handleBatch(held, handler, (events, err) => {
        const [first] = events
        const fields = {
          stream,
          consumer,
          events: events.length,
          key: first?.event.key,
          number: first?.event.number,
        }
        context.log.error({ ...fields, err }, 'event handler failed')
      })
      const attempts = held.map(({ attempt }) => attempt)
      if (!isAvailable) await pause(backoffMs(Math.min(...attempts)), signal)
    } catch (error) {
      if (signal.aborted || connection.isLeaving() || connection.nats.isClosed()) return
      context.log.error({ stream, consumer, err: error }, 'consumer failed')
      await pause(ERROR_PAUSE_MS, signal)
    }
  }
}

/** A message as an event to be handled; undefined when there is nothing to handle, and it is done or given back. */
function hold<E>(
  context: LogContext<E>,
  { stream, consumer }: DurableConsumer,
  { message, leases }: { message: Msg; leases: Leases },
): HeldEvent<E> | undefined {
  const { delivered: attempt } = deliveryInfo(message)
  const pauseMs = backoffMs(attempt)
  const arrived = decodeMessage(context, message)
  if (arrived === undefined) {
    leases.done(message)
    return undefined
  }
  const { event, number } = arrived
  if (event === undefined) {
    // Kept for an instance that knows more than this one.
    context.log.error({ stream, consumer, number, pauseMs }, 'event cannot be read by this version')
    leases.giveBack(message, pauseMs)
    return undefined
  }
  const observed = context.observer?.handle(stream, consumer, arrived.traceparent)
  const traceparent = observed?.traceparent ?? arrived.traceparent
  return {
    event: { ...arrived, event, ...(traceparent === undefined ? {} : { traceparent }) },
    attempt,
    done() {
      observed?.end('OK')
      leases.done(message)
    },
    giveBack(code) {
      observed?.end(code)
      leases.giveBack(message, pauseMs)
    },
  }
}

export function backoffMs(delivered: number): number {
  return Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(delivered - 1, 20))
}
