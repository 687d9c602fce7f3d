import { pause } from '../../abortable.ts'
import type { Numbered } from '../../mesh.ts'
import { codeOf } from '../../telemetry/spans.ts'
import { consumerName } from '../../wire/nats-names.ts'
import { deliveryInfo } from '../jetstream/delivery.ts'
import { ensureConsumers, waitForConsumers } from '../jetstream/ensure-consumer.ts'
import { holdLease } from '../jetstream/lease.ts'
import { once } from '../jetstream/once.ts'
import { type DurableConsumer, pullOne } from '../jetstream/pull.ts'
import { decodeMessage, type LogContext } from './events.ts'
import { CONSUME_LEASE_MS, consumptionConsumers } from './setup.ts'

/** Events of one kind that one instance handles at once. */
const WORKERS_PER_KIND = 4
const FIRST_PAUSE_MS = 250
const MAX_PAUSE_MS = 30_000
const ERROR_PAUSE_MS = 1_000

/**
 * Every event of some kinds, at least once. Each kind has a durable consumer, which all instances share, and a few
 * workers in each instance, each of which pulls one event at a time.
 */
export async function consumeKinds<E>(
  context: LogContext<E>,
  options: { consumer: string; kinds: ReadonlyArray<string> },
  handler: (event: Numbered<E>) => Promise<void>,
): Promise<AsyncDisposable> {
  const stop = new AbortController()
  const consumers = options.kinds.map((kind) => consumerOf(context, options.consumer, kind))
  // Others start without it: the stream's owner may start later, or be older and not know this consumer.
  if (context.connection.ownsStream(context.definition.name))
    await Promise.all(consumers.map(({ ensure }) => ensure()))
  const workers = consumers.flatMap((consumer) =>
    Array.from({ length: WORKERS_PER_KIND }, () => work(context, consumer, { handler, signal: stop.signal })),
  )
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

async function work<E>(
  context: LogContext<E>,
  durable: DurableConsumer,
  { handler, signal }: { handler: (event: Numbered<E>) => Promise<void>; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    try {
      await handleOne(context, durable, { handler, signal })
    } catch (error) {
      if (signal.aborted || durable.connection.isLeaving() || durable.connection.nats.isClosed()) return
      context.log.error({ stream: durable.stream, consumer: durable.consumer, err: error }, 'consumer failed')
      await pause(ERROR_PAUSE_MS, signal)
    }
  }
}

async function handleOne<E>(
  context: LogContext<E>,
  durable: DurableConsumer,
  { handler, signal }: { handler: (event: Numbered<E>) => Promise<void>; signal: AbortSignal },
): Promise<void> {
  const message = await pullOne(durable, signal)
  await using lease = holdLease(durable.connection, message, CONSUME_LEASE_MS)
  const pauseMs = backoffMs(deliveryInfo(message).delivered)
  const arrived = decodeMessage(context, message)
  if (arrived === undefined) return lease.done()
  const fields = { stream: durable.stream, consumer: durable.consumer, number: arrived.number, pauseMs }
  if (arrived.event === undefined) {
    // Kept for an instance that knows more than this one.
    context.log.error(fields, 'event cannot be read by this version')
    return lease.giveBack(pauseMs)
  }
  const observed = context.observer?.handle(durable.stream, durable.consumer, arrived.traceparent)
  try {
    const traceparent = observed?.traceparent ?? arrived.traceparent
    await handler({ ...arrived, event: arrived.event, ...(traceparent === undefined ? {} : { traceparent }) })
    observed?.end('OK')
  } catch (error) {
    observed?.end(codeOf(error))
    context.log.error({ ...fields, key: arrived.key, err: error }, 'event handler failed')
    return lease.giveBack(pauseMs)
  }
  await lease.done()
}

export function backoffMs(delivered: number): number {
  return Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(delivered - 1, 20))
}
