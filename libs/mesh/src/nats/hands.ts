import type { Msg } from '@nats-io/transport-node'
import { RpcError } from '@runhive/contracts/define'
import { createTurns } from '../lanes.ts'
import { cancelled } from './abortable.ts'
import { createAskInTurn } from './in-turn.ts'
import { holdLease } from './lease.ts'
import type { Link } from './link.ts'
import { createPatience } from './patience.ts'
import { giveBack, isReady } from './pull.ts'
import { createSpares, type Held } from './spares.ts'
import { createWaiting } from './waiting.ts'

/**
 * The hands of this process that take from a queue with lanes. Each lane is a durable consumer of its own, because a 2.9 server
 * cannot filter by several subjects, so fairness is decided here, by the hand that has become free:
 *
 * 1. It asks the lanes one after the other, in their turn, for an item that is there now (`in-turn.ts`). Only one request is
 *    open at any time, so it never draws two items.
 * 2. When no lane has an item there is nothing to be fair about. Then one long request stands with every lane, shared by
 *    all hands of this process that wait (`waiting.ts`): the next item comes as fast as to a hand that waits at one lane,
 *    without a round trip, a bell or polling. A hand that becomes free while another one waits joins it without asking.
 *
 * The price of (2): until the server has heard that the last waiting hand has got its item, other lanes may answer as well, with at
 * most one item each. Such a spare item goes to the next hand of this process to become free (`spares.ts`). It is not given back
 * while this process takes, because the server would count that as an attempt; only when the `take` that drew it is
 * aborted, or the mesh is left. What else was considered is in docs/decisions/0006-lanes.md.
 */
export interface LaneSource {
  readonly link: Link
  /** The connection's service: replies arrive under its inbox prefix. */
  readonly service: string
  readonly stream: string
  readonly leaseMs: number
  readonly lanes: ReadonlyArray<{ readonly name: string; readonly consumer: string; readonly weight: number }>
  /** Makes sure that the stream and the consumers of all lanes are there. */
  readonly ensure: { (): Promise<void>; forget(): void }
}

/**
 * What asking ends with: an item; nothing there; the server was away, and with it what was asked; no answer where one was due; or a no, which
 * would come again at once.
 */
export type Heard = Msg | 'nothing' | 'away' | 'silence' | 'refused'

/**
 * Waits for one item, whatever happens to the server meanwhile. Rejects with `CANCELLED` when `signal` aborts,
 * `UNAVAILABLE` when the mesh is being closed.
 */
export function createHands(source: LaneSource): (signal: AbortSignal) => Promise<Held> {
  const { link, lanes, leaseMs } = source
  const weights = Object.fromEntries(lanes.map(({ name, weight }) => [name, weight]))
  const turns = createTurns(weights, Math.random)
  const spares = createSpares(link, leaseMs)

  function onSpare(message: Msg, signal: AbortSignal): void {
    if (waiting.give(message)) return
    if (signal.aborted || link.isLeaving()) giveBack(link, message, 0)
    else spares.keep(message, signal)
  }
  const waiting = createWaiting(source, {
    onItem(from) {
      const lane = lanes.find(({ consumer }) => consumer === from)
      if (lane) turns.had(lane.name)
    },
    onSpare,
  })
  const askInTurn = createAskInTurn(source, turns, onSpare)

  return async (signal) => {
    const pause = createPatience()
    for (;;) {
      if (signal.aborted) throw cancelled(signal)
      if (link.isLeaving()) throw new RpcError('UNAVAILABLE', { message: 'the mesh is closed' })
      if (!(await isReady(source, signal))) {
        await pause(signal)
        continue
      }
      const asked = waiting.isOccupied() || spares.has() ? 'nothing' : await askInTurn(signal)
      // Looked for after asking: one may have come meanwhile.
      const spare = asked === 'nothing' ? spares.take() : undefined
      if (spare) return spare
      const heard = asked === 'nothing' ? await waiting.join(signal) : asked
      if (typeof heard !== 'string') return { message: heard, lease: holdLease(link, heard, leaseMs) }
      // After an absence all is looked over anyway.
      if (heard !== 'away') source.ensure.forget()
      if (heard === 'refused') await pause(signal)
    }
  }
}
