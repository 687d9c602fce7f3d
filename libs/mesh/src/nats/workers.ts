import type { WorkQueue } from '@runhive/contracts/streams'
import { laneSubjects } from '../lanes.ts'
import { laneConsumers } from '../permissions.ts'
import { ensureDurables } from './durable.ts'
import { api, NANOS_PER_MS } from './jetstream.ts'
import type { Link } from './link.ts'
import { ensureStream, type Have } from './stream.ts'

/** Pull requests that may wait at once, over all executors. The server's default is 512. */
const MAX_WAITING = 8_192
const MAX_IN_PROGRESS = 100_000

/** Makes the stream of a queue, or gives an existing one these settings. */
export async function ensureQueue(link: Link, queue: WorkQueue, have?: Have): Promise<void> {
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
  await ensureStream(link, settings, have)
}

/**
 * Makes the durable consumers. The first lane's comes first: in a queue that had no lanes before it takes everything,
 * and no other is accepted until its filter is narrowed. That keeps what is in progress, which a new consumer would
 * deliver again.
 */
export async function ensureWorkers(link: Link, queue: WorkQueue, have?: Have): Promise<void> {
  const subjects = laneSubjects(queue)
  const configs = laneConsumers(queue).map((consumer, at) => ({
    durable_name: consumer,
    // Without lanes as before there were any.
    ...(queue.lanes && { filter_subject: subjects[at] }),
    ack_policy: 'explicit' as const,
    deliver_policy: 'all' as const,
    ack_wait: queue.leaseMs * NANOS_PER_MS,
    max_deliver: -1,
    max_ack_pending: MAX_IN_PROGRESS,
    max_waiting: MAX_WAITING,
  }))
  await ensureDurables(link, queue.name, configs, have)
}

/**
 * Removes what no consumer can ever take and would fill the queue: what another stream delivered into it, under the
 * subject that it has there. Not the items of a lane that is not known here: a newer version may have it.
 */
export async function sweepQueue(link: Link, { name, subject }: WorkQueue): Promise<void> {
  const { state } = await api<{ state: { subjects?: Record<string, number> | null } }>(
    link,
    `STREAM.INFO.${name}`,
    { subjects_filter: '>' },
  )
  const foreign = new Set(
    Object.keys(state.subjects ?? {}).flatMap((stored) => foreignFilter(subject, stored) ?? []),
  )
  for (const filter of foreign) await api(link, `STREAM.PURGE.${name}`, { filter })
}

/**
 * Of everything that leaves the queue's subject at the same token as this one; undefined for what is the queue's. So
 * that thousands of subjects are removed by a few requests.
 */
export function foreignFilter(own: string, stored: string): string | undefined {
  if (stored === own || stored.startsWith(`${own}.`)) return undefined
  const ours = own.split('.')
  const tokens = stored.split('.')
  const at = tokens.findIndex((token, index) => token !== ours[index])
  const parts = at === -1 ? tokens : tokens.slice(0, at + 1)
  return parts.length === tokens.length ? stored : `${parts.join('.')}.>`
}
