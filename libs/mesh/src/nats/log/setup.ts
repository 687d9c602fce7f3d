import type { EventLog } from '@runhive/contracts/streams'
import { consumerName } from '../../wire/nats-names.ts'
import type { Connection } from '../connection/connection.ts'
import { NANOS_PER_MS } from '../jetstream/api.ts'
import type { DurableConfig } from '../jetstream/ensure-consumer.ts'
import { type Existing, ensureStream } from '../jetstream/ensure-stream.ts'

const DEDUPE_MS = 120_000
export const CONSUME_LEASE_MS = 30_000
const MAX_WAITING = 1_024
/** Events that wait to be retried hold up no others, even if many of them cannot be read. */
const MAX_IN_PROGRESS = 100_000

/** Creates the stream of a log, or gives an existing one these settings. */
export async function ensureLog(
  connection: Connection,
  definition: EventLog,
  existing?: Existing,
): Promise<void> {
  const settings = {
    name: definition.name,
    subjects: [`${definition.prefix}.>`],
    retention: 'limits',
    storage: 'file',
    discard: 'old',
    max_age: definition.keepMs * NANOS_PER_MS,
    max_bytes: definition.maxBytes,
    duplicate_window: Math.min(DEDUPE_MS, definition.keepMs) * NANOS_PER_MS,
  }
  await ensureStream(connection, settings, existing)
}

/** The durable consumers of a consumption: one for each kind, decision 24 says why. */
export function consumptionConsumers(
  { prefix, keyTokens }: EventLog,
  { consumer, kinds }: { consumer: string; kinds: ReadonlyArray<string> },
): DurableConfig[] {
  return kinds.map((kind) => ({
    durable_name: consumerName(consumer, kind),
    filter_subject: [prefix, ...Array(keyTokens).fill('*'), kind].join('.'),
    ack_policy: 'explicit',
    deliver_policy: 'all',
    ack_wait: CONSUME_LEASE_MS * NANOS_PER_MS,
    max_deliver: -1,
    max_waiting: MAX_WAITING,
    max_ack_pending: MAX_IN_PROGRESS,
  }))
}
