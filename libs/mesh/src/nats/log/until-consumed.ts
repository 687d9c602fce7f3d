import { RpcError } from '@runhive/contracts/define'
import { consumerName } from '../../wire/nats-names.ts'
import { findConsumer } from '../jetstream/consumer-api.ts'
import { getStored, type LogContext } from './events.ts'

/** Pauses before looks, of which the first gives consumers the time to gather a batch; after the last it gives up. */
const PAUSES_MS = [75, 75, 150, 300, 600, 1_200, 2_500, 5_000]

/**
 * Resolves when durable consumers have handled the last event of a kind under a key, or there is none. Rejects with
 * `UNAVAILABLE` when one has not within about ten seconds.
 */
export async function untilConsumed<E>(
  context: LogContext<E>,
  { key, kind, consumers }: { key: string; kind: string; consumers: ReadonlyArray<string> },
): Promise<void> {
  const { connection, definition } = context
  const stored = await getStored(context, { last_by_subj: `${definition.prefix}.${key}.${kind}` })
  if (stored === undefined) return
  const waiting = new Set(consumers.map((consumer) => consumerName(consumer, kind)))
  for (const pauseMs of PAUSES_MS) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
    for (const name of waiting) {
      const info = await findConsumer(connection, definition.name, name)
      if (info === undefined || info.ack_floor.stream_seq >= stored.sequence) waiting.delete(name)
    }
    if (waiting.size === 0) return
  }
  throw new RpcError('UNAVAILABLE', { message: `${key}: ${[...waiting].join(', ')} not done yet` })
}
