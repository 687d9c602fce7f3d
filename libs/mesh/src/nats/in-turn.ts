import { createInbox, type Msg } from '@nats-io/transport-node'
import { RpcError } from '@runhive/contracts/define'
import type { Turns } from '../lanes.ts'
import { inboxPrefix } from '../permissions.ts'
import { cancelled } from './abortable.ts'
import type { Heard, LaneSource } from './hands.ts'
import { statusOf } from './jetstream.ts'
import { GRACE_MS, nextSubject } from './pull.ts'

const EMPTY_FOR_MS = 20
const NOW = JSON.stringify({ batch: 1, no_wait: true })

type OnSpare = (message: Msg, signal: AbortSignal) => void

/**
 * Asks the lanes, one after the other in their turn, for an item that is there now. Those found empty a moment ago
 * come last, so that a backlog in one lane is not slowed down by asking all the others each time.
 */
export function createAskInTurn(
  source: LaneSource,
  turns: Turns,
  onSpare: OnSpare,
): (signal: AbortSignal) => Promise<Heard> {
  const emptySince = new Map<string, number>()
  const wasEmpty = ({ name }: { name: string }) =>
    performance.now() - (emptySince.get(name) ?? Number.NEGATIVE_INFINITY) < EMPTY_FOR_MS

  async function askEach(questions: Questions, lanes: LaneSource['lanes']): Promise<Heard> {
    const open = new Map(lanes.map(({ name, consumer }) => [name, consumer]))
    for (;;) {
      const lane = turns.next([...open.keys()])
      if (lane === undefined) return 'nothing'
      const heard = await questions.ask(open.get(lane) ?? '')
      if (typeof heard !== 'string') return heard
      turns.passed(lane)
      if (heard !== 'nothing') return heard
      emptySince.set(lane, performance.now())
      open.delete(lane)
    }
  }

  return async (signal) => {
    using questions = openQuestions(source, signal, onSpare)
    const later = source.lanes.filter(wasEmpty)
    const sooner = source.lanes.filter((lane) => !later.includes(lane))
    const heard = await askEach(questions, sooner)
    return heard === 'nothing' ? await askEach(questions, later) : heard
  }
}

interface Questions extends Disposable {
  /** Whether this consumer has an item now. Rejects with `CANCELLED` when the signal aborts. */
  ask(consumer: string): Promise<Heard>
}

/**
 * Has a subscription of its own: items carry the subject under which they were stored, not the one they are sent to.
 */
function openQuestions(
  { link, service, stream }: LaneSource,
  signal: AbortSignal,
  onSpare: OnSpare,
): Questions {
  const inbox = createInbox(inboxPrefix(service))
  let settle: ((heard: Heard | RpcError) => void) | undefined
  let unanswered = 0
  const subscription = link.subscribe(inbox, (message) => {
    unanswered -= 1
    const heard = read(message)
    if (settle) settle(heard)
    else if (typeof heard !== 'string') onSpare(heard, signal)
  })
  return {
    ask: (consumer) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(cancelled(signal))
        if (link.isLeaving() || !link.isConnected()) return resolve('away')
        const timer = setTimeout(() => settle?.('silence'), GRACE_MS)
        const changes = link.onChange(() => settle?.('away'))
        const onAbort = () => settle?.(cancelled(signal))
        signal.addEventListener('abort', onAbort, { once: true })
        settle = (heard) => {
          settle = undefined
          clearTimeout(timer)
          changes[Symbol.dispose]()
          signal.removeEventListener('abort', onAbort)
          if (heard instanceof RpcError) reject(heard)
          else resolve(heard)
        }
        unanswered += 1
        link.publish(nextSubject(stream, consumer), NOW, { reply: inbox })
      }),
    [Symbol.dispose]() {
      // Drained, not dropped, while an answer may still come: it may be an item.
      if (unanswered === 0) subscription.unsubscribe()
      else void subscription.drain().catch(() => {})
    },
  }
}

function read(message: Msg): Heard {
  const status = statusOf(message)
  if (!status) return message
  // 404: nothing is there. 408: no more is there than others have asked for already.
  return status === 404 || status === 408 ? 'nothing' : 'refused'
}
