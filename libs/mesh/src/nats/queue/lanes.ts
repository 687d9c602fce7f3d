import type { Msg } from '@nats-io/transport-node'
import type { WorkQueue } from '@runhive/contracts/streams'
import { laneWeights } from '../../wire/lanes.ts'
import { laneConsumers } from '../../wire/nats-names.ts'
import type { Connection } from '../connection/connection.ts'

/** A weighted part of a queue, with a durable consumer of its own: decision 24 says why. */
export interface Lane {
  readonly name: string
  readonly consumer: string
  readonly weight: number
}

/** What a poll needs to know about a queue. */
export interface LaneSource {
  readonly connection: Connection
  /** The connection's service: replies arrive under its inbox prefix. */
  readonly service: string
  readonly stream: string
  readonly lanes: ReadonlyArray<Lane>
}

/**
 * How a poll ends: with an item; because there is none; because the connection was lost, and the request with it;
 * without an answer where one was due; or refused, as it would be again at once.
 */
export type PollResult = Msg | 'empty' | 'disconnected' | 'timeout' | 'refused'

export function lanesOf(queue: WorkQueue): Lane[] {
  const consumers = laneConsumers(queue)
  return Object.entries(laneWeights(queue)).map(([name, weight], at) => ({
    name,
    weight,
    consumer: consumers[at] ?? '',
  }))
}
