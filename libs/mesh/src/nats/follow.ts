import { type Bell, createBell } from '../bell.ts'
import { type GapWatch, watchGaps } from '../gaps.ts'
import type { Followed, FollowOptions, OnGap } from '../mesh.ts'
import { createSequencer, MAX_HELD_EVENTS, type Sequencer } from '../numbering.ts'
import { decodeMessage, keyFilter, type LogContext, lastEventNumber } from './events.ts'
import { deliveryInfo, isTransient } from './jetstream.ts'
import { openReader } from './reader.ts'

/** Events of a look-up read at once. */
const PAGE = 256
/**
 * A quiet follower asks this often whether it missed something: in a cluster, a server may learn of a new subscription
 * only after it has passed on the last event.
 */
const QUIET_MS = 10_000
const GAP_PAUSE_MS = 50

/**
 * Hears events live from now on, and looks up in the store what it did not hear: all there is at first, unless `fresh`,
 * and later whatever a gap, a reconnect or a full buffer shows to be missing.
 */
export function follow<E, G extends OnGap>(
  context: LogContext<E>,
  key: string,
  options: FollowOptions<G>,
): AsyncIterable<Followed<E, G>> {
  const { link } = context
  const { signal } = options
  const sequencer = createSequencer<E>({ after: options.after ?? 0, behind: options.fresh !== true })
  const news = createBell()
  const subscription = link.subscribe(keyFilter(context.definition, key), (message) => {
    const event = decodeMessage(context, message)
    if (event) sequencer.heard(event)
    news.ring()
  })
  const changes = link.onChange((change) => {
    if (change === 'leaving') return
    sequencer.suspect()
    news.ring()
  })
  const close = () => {
    subscription.unsubscribe()
    changes[Symbol.dispose]()
    signal.removeEventListener('abort', close)
    news.ring()
  }
  signal.addEventListener('abort', close, { once: true })
  if (signal.aborted) close()

  const gaps = watchGaps(sequencer, { name: context.definition.name, key, gaps: options.gaps })
  const lookUp = createLookUp(context, key, { sequencer, gaps })
  async function checkQuiet(): Promise<void> {
    const number = await lastEventNumber(context, key).catch(() => 0)
    if (number >= sequencer.next) sequencer.suspect()
  }
  async function* iterate(): AsyncGenerator<Followed<E, G>, void, void> {
    try {
      while (!signal.aborted) {
        const arrived = sequencer.take()
        if (arrived?.event !== undefined) yield { ...arrived, event: arrived.event }
        if (arrived !== undefined) continue
        if (gaps.patienceMs() === 0) yield gaps.tell()
        else if (sequencer.isBehind()) await lookUp(news)
        else if (!(await news.wait(QUIET_MS))) await checkQuiet()
      }
    } finally {
      close()
    }
  }
  return { [Symbol.asyncIterator]: iterate }
}

/** Reads one page after the last one read. While something is missing, no more than a follower may hold. */
function createLookUp<E>(
  context: LogContext<E>,
  key: string,
  { sequencer, gaps }: { sequencer: Sequencer<E>; gaps: Pick<GapWatch<OnGap>, 'patienceMs'> },
) {
  const { link, service, definition } = context
  const filter = keyFilter(definition, key)
  let from = 1

  async function readPage(): Promise<number> {
    await link.whenConnected()
    await context.ensure()
    using reader = await openReader(link, { service, stream: definition.name, filter, from })
    let count = 0
    await reader.pull({ batch: PAGE, expiresMs: 0 }, (message) => {
      count += 1
      from = deliveryInfo(message).streamSequence + 1
      const event = decodeMessage(context, message)
      if (event) sequencer.found(event)
    })
    return count
  }

  return async function lookUp(news: Bell): Promise<void> {
    sequencer.lookUpBegins()
    try {
      const isFull = sequencer.hasGap() && sequencer.held >= MAX_HELD_EVENTS
      if (isFull) sequencer.suspect()
      else if ((await readPage()) === PAGE) return sequencer.suspect()
    } catch (error) {
      if (!isTransient(error) || link.connection.isClosed()) throw error
      sequencer.suspect()
      await news.wait(GAP_PAUSE_MS)
      return
    }
    if (sequencer.hasGap()) await news.wait(Math.min(gaps.patienceMs(), GAP_PAUSE_MS))
  }
}
