import type { EventLog } from '@runhive/contracts/streams'
import type { Numbered } from '../mesh.ts'
import { consumerName } from '../permissions.ts'
import { codeOf } from '../spans.ts'
import { pause } from './abortable.ts'
import { awaitDurables, type DurableConfig, ensureDurables } from './durable.ts'
import { decodeMessage, type LogContext } from './events.ts'
import { deliveryInfo, NANOS_PER_MS, once } from './jetstream.ts'
import { holdLease } from './lease.ts'
import { type Durable, pullOne } from './pull.ts'

const LEASE_MS = 30_000
/** Events of one kind that one instance handles at once. */
const HANDS = 4
const MAX_WAITING = 1_024
/**
 * Events that wait to be tried again hold up no other: more than somebody who writes what nobody can read would
 * easily write.
 */
const MAX_IN_PROGRESS = 100_000
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 30_000
const TROUBLE_PAUSE_MS = 1_000

/**
 * Every event of some kinds, at least once. One durable consumer per kind, because a 2.9 server cannot filter by
 * several subjects; instances share them, and each hand pulls one event at a time.
 */
export async function consumeKinds<E>(
  context: LogContext<E>,
  options: { consumer: string; kinds: ReadonlyArray<string> },
  handler: (event: Numbered<E>) => Promise<void>,
): Promise<AsyncDisposable> {
  const stop = new AbortController()
  const durables = options.kinds.map((kind) => durableOf(context, options.consumer, kind))
  // Others go on without: who makes consumers may not be there yet, or be older and know nothing of this one.
  if (context.link.keeps(context.definition.name)) await Promise.all(durables.map(({ ensure }) => ensure()))
  const hands = durables.flatMap((durable) =>
    Array.from({ length: HANDS }, () => work(context, durable, { handler, signal: stop.signal })),
  )
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await Promise.all(hands)
    },
  }
}

/** The durable consumers of a consumption, one for each kind, as a keeper of the log makes them. */
export function consumptionDurables(
  { prefix, keyTokens }: EventLog,
  { consumer, kinds }: { consumer: string; kinds: ReadonlyArray<string> },
): DurableConfig[] {
  return kinds.map((kind) => ({
    durable_name: consumerName(consumer, kind),
    filter_subject: [prefix, ...Array(keyTokens).fill('*'), kind].join('.'),
    ack_policy: 'explicit',
    deliver_policy: 'all',
    ack_wait: LEASE_MS * NANOS_PER_MS,
    max_deliver: -1,
    max_waiting: MAX_WAITING,
    max_ack_pending: MAX_IN_PROGRESS,
  }))
}

function durableOf<E>(context: LogContext<E>, consumer: string, kind: string): Durable {
  const { link, service, definition } = context
  const { name: stream } = definition
  const name = consumerName(consumer, kind)
  const ensured = once(link, async () => {
    if (!link.keeps(stream)) return awaitOwn(context, name)
    await context.ensure()
    await ensureDurables(link, stream, consumptionDurables(definition, { consumer, kinds: [kind] }))
  })
  const forget = () => {
    ensured.forget()
    context.ensure.forget()
  }
  const ensure = Object.assign(() => ensured(), { forget })
  return { link, service, stream, consumer: name, ensure }
}

async function awaitOwn<E>({ link, definition, log }: LogContext<E>, consumer: string): Promise<void> {
  try {
    await awaitDurables(link, definition.name, [consumer])
  } catch (err) {
    if (link.isConnected() && !link.isLeaving())
      log.warn(
        { stream: definition.name, consumer, err },
        'this consumer does not exist yet: gateways create it',
      )
    throw err
  }
}

async function work<E>(
  context: LogContext<E>,
  durable: Durable,
  { handler, signal }: { handler: (event: Numbered<E>) => Promise<void>; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    try {
      await handleOne(context, durable, { handler, signal })
    } catch (error) {
      if (signal.aborted || durable.link.isLeaving() || durable.link.connection.isClosed()) return
      context.log.error(
        { stream: durable.stream, consumer: durable.consumer, err: error },
        'consumer has a problem',
      )
      await pause(TROUBLE_PAUSE_MS, signal)
    }
  }
}

async function handleOne<E>(
  context: LogContext<E>,
  durable: Durable,
  { handler, signal }: { handler: (event: Numbered<E>) => Promise<void>; signal: AbortSignal },
): Promise<void> {
  const message = await pullOne(durable, signal)
  await using lease = holdLease(durable.link, message, LEASE_MS)
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
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(delivered - 1, 20))
}
