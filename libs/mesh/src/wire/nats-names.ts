import type { WorkQueue } from '@runhive/contracts/streams'
import { laneWeights } from './lanes.ts'

/** The durable consumer of a work queue without lanes, or of its first lane. All workers share it. */
const WORKERS = 'workers'

/** The durable consumer of each lane, in order. */
export function laneConsumers(queue: WorkQueue): string[] {
  return Object.keys(laneWeights(queue)).map((lane, at) => (at === 0 ? WORKERS : `${WORKERS}_${lane}`))
}

/** The durable consumer of one kind of event of a `consume`: decision 24 says why each kind has its own. */
export function consumerName(consumer: string, kind: string): string {
  return `${consumer}_${kind}`
}

/** Each service's replies arrive under its own prefix, so that permissions can keep others from reading them. */
export function inboxPrefix(service: string): string {
  return `_INBOX_${service}`
}

/**
 * Whether a reply may be sent there. A caller can name any subject, and NATS lets the callee reply on it: without this
 * check a caller could make a service write into a stream, or purge one.
 */
export function isInbox(subject: string): boolean {
  return /^_INBOX[._]/.test(subject)
}
