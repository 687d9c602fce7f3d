import { createInbox, type Msg } from '@nats-io/transport-node'
import type { RpcError } from '@runhive/contracts/define'
import { cancelled } from '../../abortable.ts'
import type { Turns } from '../../ordering/turns.ts'
import { inboxPrefix } from '../../wire/nats-names.ts'
import { nextMessageSubject } from '../jetstream/consumer-api.ts'
import { statusOf } from '../jetstream/delivery.ts'
import { GRACE_MS } from '../jetstream/pull.ts'
import type { Lane, LaneSource, PollResult } from './lanes.ts'

const EMPTY_FOR_MS = 20
const NO_WAIT = JSON.stringify({ batch: 1, no_wait: true })

/** Called with an item that arrives after its poll has ended; `signal` is that of the poll. */
type OnExtraItem = (message: Msg, signal: AbortSignal) => void

/**
 * Polls the lanes, one after the other in turn, for an item that is there now. Lanes found empty a moment ago come
 * last, so that a backlog in one lane is not slowed down by polling all the others each time.
 */
export function createLanePoll(
  source: LaneSource,
  turns: Turns,
  onExtraItem: OnExtraItem,
): (signal: AbortSignal) => Promise<PollResult> {
  const emptySince = new Map<string, number>()
  const wasEmpty = ({ name }: Lane) =>
    performance.now() - (emptySince.get(name) ?? Number.NEGATIVE_INFINITY) < EMPTY_FOR_MS

  async function pollEach(poller: Poller, lanes: ReadonlyArray<Lane>): Promise<PollResult> {
    const open = new Map(lanes.map(({ name, consumer }) => [name, consumer]))
    for (;;) {
      const lane = turns.next([...open.keys()])
      if (lane === undefined) return 'empty'
      const result = await poller.poll(open.get(lane) ?? '')
      if (typeof result !== 'string') return result
      turns.passed(lane)
      if (result !== 'empty') return result
      emptySince.set(lane, performance.now())
      open.delete(lane)
    }
  }

  return async (signal) => {
    using poller = openPoller(source, signal, onExtraItem)
    const later = source.lanes.filter(wasEmpty)
    const sooner = source.lanes.filter((lane) => !later.includes(lane))
    const result = await pollEach(poller, sooner)
    return result === 'empty' ? await pollEach(poller, later) : result
  }
}

interface Poller extends Disposable {
  /** Whether this consumer has an item now. Rejects with `CANCELLED` when the signal aborts. */
  poll(consumer: string): Promise<PollResult>
}

/** Has its own subscription: items carry the subject they were stored under, not the one they are delivered to. */
function openPoller(
  { connection, service, stream }: LaneSource,
  signal: AbortSignal,
  onExtraItem: OnExtraItem,
): Poller {
  const inbox = createInbox(inboxPrefix(service))
  let settle: ((result: PollResult | RpcError) => void) | undefined
  let unanswered = 0
  const subscription = connection.subscribe(inbox, (message) => {
    unanswered -= 1
    const result = read(message)
    if (settle) settle(result)
    else if (typeof result !== 'string') onExtraItem(result, signal)
  })
  return {
    poll: (consumer) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(cancelled(signal))
        if (connection.isLeaving() || !connection.isConnected()) return resolve('disconnected')
        const timer = setTimeout(() => settle?.('timeout'), GRACE_MS)
        const changes = connection.onChange(() => settle?.('disconnected'))
        const onAbort = () => settle?.(cancelled(signal))
        signal.addEventListener('abort', onAbort, { once: true })
        settle = (result) => {
          settle = undefined
          clearTimeout(timer)
          changes[Symbol.dispose]()
          signal.removeEventListener('abort', onAbort)
          if (result instanceof Error) reject(result)
          else resolve(result)
        }
        unanswered += 1
        connection.publish(nextMessageSubject(stream, consumer), NO_WAIT, { reply: inbox })
      }),
    [Symbol.dispose]() {
      // Drained while an answer may still arrive, because it may be an item.
      if (unanswered === 0) subscription.unsubscribe()
      else void subscription.drain().catch(() => {})
    },
  }
}

function read(message: Msg): PollResult {
  const status = statusOf(message)
  if (!status) return message
  // 404: there is no message. 408: no more than others have requested already.
  return status === 404 || status === 408 ? 'empty' : 'refused'
}
