import type { WorkQueue } from '@runhive/contracts/streams'
import { laneSubjects } from '../lanes.ts'
import { laneConsumers } from '../permissions.ts'
import { ensureDurables } from './durable.ts'
import { NANOS_PER_MS } from './jetstream.ts'
import type { Link } from './link.ts'
import { ensureStream } from './stream.ts'

/** Pull requests that may wait at once, over all executors. The server's default is 512. */
const MAX_WAITING = 8_192
const MAX_IN_PROGRESS = 100_000

/** Makes the stream of a queue, or gives an existing one these settings. */
export async function ensureQueue(link: Link, queue: WorkQueue): Promise<void> {
  await ensureStream(link, {
    name: queue.name,
    subjects: laneSubjects(queue),
    retention: 'workqueue',
    storage: 'file',
    discard: 'new',
    max_msgs: queue.maxItems,
    max_bytes: queue.maxBytes,
    duplicate_window: queue.dedupeMs * NANOS_PER_MS,
  })
}

/**
 * Makes the durable consumers. The first lane's comes first: in a queue that had no lanes before it takes everything, and no
 * other is accepted until its filter is narrowed. That keeps what is in progress, which a new consumer would deliver again.
 */
export async function ensureWorkers(link: Link, queue: WorkQueue): Promise<void> {
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
  await ensureDurables(link, queue.name, configs)
}
