import type { WorkQueue } from '@runhive/contracts/streams'
import { laneSubjects } from '../../wire/lanes.ts'
import { laneConsumers } from '../../wire/nats-names.ts'
import type { Connection } from '../connection/connection.ts'
import { api, NANOS_PER_MS } from '../jetstream/api.ts'
import { ensureConsumers } from '../jetstream/ensure-consumer.ts'
import { type Existing, ensureStream } from '../jetstream/ensure-stream.ts'

/** Pull requests that may be open at once, from all executors. The server's default is 512. */
const MAX_WAITING = 8_192
const MAX_IN_PROGRESS = 100_000

/** Makes the stream of a queue, or gives an existing one these settings. */
export async function ensureQueue(
  connection: Connection,
  queue: WorkQueue,
  existing?: Existing,
): Promise<void> {
  const settings = {
    name: queue.name,
    subjects: laneSubjects(queue),
    retention: 'workqueue',
    storage: 'file',
    discard: 'new',
    max_msgs: queue.maxItems,
    max_bytes: queue.maxBytes,
    duplicate_window: queue.dedupeMs * NANOS_PER_MS,
  }
  await ensureStream(connection, settings, existing)
}

/**
 * Creates the durable consumers. The first lane's comes first: in a queue that had no lanes before, it takes
 * everything, and the server accepts no other consumer until its filter is narrowed. Narrowing keeps what is in
 * progress; a new consumer would deliver that again.
 */
export async function ensureLaneConsumers(
  connection: Connection,
  queue: WorkQueue,
  existing?: Existing,
): Promise<void> {
  const subjects = laneSubjects(queue)
  const configs = laneConsumers(queue).map((consumer, at) => ({
    durable_name: consumer,
    // Without lanes as before lanes existed.
    ...(queue.lanes && { filter_subject: subjects[at] }),
    ack_policy: 'explicit' as const,
    deliver_policy: 'all' as const,
    ack_wait: queue.leaseMs * NANOS_PER_MS,
    max_deliver: -1,
    max_ack_pending: MAX_IN_PROGRESS,
    max_waiting: MAX_WAITING,
  }))
  await ensureConsumers(connection, queue.name, configs, existing)
}

/**
 * Removes messages that no consumer can ever take and that would fill the queue: those that another stream delivered
 * into it, under their subjects there. Items of an unknown lane stay: a newer version may have it.
 */
export async function purgeForeignSubjects(
  connection: Connection,
  { name, subject }: WorkQueue,
): Promise<void> {
  const { state } = await api<{ state: { subjects?: Record<string, number> | null } }>(
    connection,
    `STREAM.INFO.${name}`,
    { subjects_filter: '>' },
  )
  const foreign = new Set(
    Object.keys(state.subjects ?? {}).flatMap((stored) => foreignFilter(subject, stored) ?? []),
  )
  for (const filter of foreign) await api(connection, `STREAM.PURGE.${name}`, { filter })
}

/**
 * A filter for everything that differs from the queue's subject at the same token as this one, so that a few requests
 * remove thousands of subjects; undefined for the queue's own.
 */
export function foreignFilter(own: string, stored: string): string | undefined {
  if (stored === own || stored.startsWith(`${own}.`)) return undefined
  const ours = own.split('.')
  const tokens = stored.split('.')
  const at = tokens.findIndex((token, index) => token !== ours[index])
  const parts = at === -1 ? tokens : tokens.slice(0, at + 1)
  return parts.length === tokens.length ? stored : `${parts.join('.')}.>`
}
