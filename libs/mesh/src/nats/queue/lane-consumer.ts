import type { Msg } from '@nats-io/transport-node'
import { RpcError } from '@runhive/contracts/define'
import { cancelled } from '../../abortable.ts'
import { createTurns } from '../../ordering/turns.ts'
import { createBackoff } from '../jetstream/backoff.ts'
import { nak } from '../jetstream/delivery.ts'
import { holdLease, type LeasedMessage } from '../jetstream/lease.ts'
import type { Ensure } from '../jetstream/once.ts'
import { isReady } from '../jetstream/pull.ts'
import { createLanePoll } from './lane-poll.ts'
import type { LaneSource } from './lanes.ts'
import { createLongPoll } from './long-poll.ts'
import { createPrefetched } from './prefetched.ts'

interface LaneConsumerOptions extends LaneSource {
  readonly leaseMs: number
  /** Makes sure that the stream and the consumers of all lanes exist. */
  readonly ensure: Ensure
}

/**
 * Takes from a queue with lanes for all workers of this process. Each lane is a durable consumer, so fairness is
 * decided here, by a worker that has become free:
 *
 * 1. It polls the lanes one after the other, in turn, for an item that is there now (`lane-poll.ts`). Only one request
 *    is open at any time, so it never gets two items.
 * 2. When no lane has an item, there is nothing to be fair about. All waiting workers of this process then share one
 *    long poll of every lane (`long-poll.ts`): the next item arrives as fast as from a single lane, without a round
 *    trip or repeated polling. A worker that becomes free while another one waits joins it without polling first.
 *
 * The price of (2): until the server has heard that the last waiting worker got its item, other lanes may answer too,
 * with at most one item each. Such an item is kept for the next free worker of this process (`prefetched.ts`). It is
 * not given back while this process takes, because that would count as a delivery; only when the `take` that fetched
 * it is aborted, or the mesh is closed. `docs/decisions/0006-lanes.md` has the alternatives.
 *
 * The returned `take` waits for one item, through any outage of the server. It rejects with `CANCELLED` when `signal`
 * aborts, and with `UNAVAILABLE` when the mesh is being closed.
 */
export function createLaneConsumer(
  options: LaneConsumerOptions,
): (signal: AbortSignal) => Promise<LeasedMessage> {
  const { connection, lanes, leaseMs } = options
  const weights = Object.fromEntries(lanes.map(({ name, weight }) => [name, weight]))
  const turns = createTurns(weights, Math.random)
  const prefetched = createPrefetched(connection, leaseMs)

  function onExtraItem(message: Msg, signal: AbortSignal): void {
    if (longPoll.give(message)) return
    if (signal.aborted || connection.isLeaving()) nak(connection, message, 0)
    else prefetched.keep(message, signal)
  }
  const longPoll = createLongPoll(options, {
    onItem(consumer) {
      const lane = lanes.find((one) => one.consumer === consumer)
      if (lane) turns.had(lane.name)
    },
    onExtraItem,
  })
  const pollLanes = createLanePoll(options, turns, onExtraItem)

  return async (signal) => {
    const backOff = createBackoff()
    for (;;) {
      if (signal.aborted) throw cancelled(signal)
      if (connection.isLeaving()) throw new RpcError('UNAVAILABLE', { message: 'the mesh is closed' })
      if (!(await isReady(options, signal))) {
        await backOff(signal)
        continue
      }
      const polled = longPoll.hasWaiters() || prefetched.has() ? 'empty' : await pollLanes(signal)
      // Checked after polling: one may have arrived meanwhile.
      const kept = polled === 'empty' ? prefetched.take() : undefined
      if (kept) return kept
      const result = polled === 'empty' ? await longPoll.wait(signal) : polled
      if (typeof result !== 'string')
        return { message: result, lease: holdLease(connection, result, leaseMs) }
      // After a reconnect everything is checked anyway.
      if (result !== 'disconnected') options.ensure.forget()
      if (result === 'refused') await backOff(signal)
    }
  }
}
