import { abortable } from '../../abortable.ts'
import { type Bell, createBell } from '../../bell.ts'
import type { Followed, FollowOptions, OnGap } from '../../mesh.ts'
import { type GapWatch, watchGaps } from '../../ordering/gap-watch.ts'
import { createSequencer, type Sequencer } from '../../ordering/sequencer.ts'
import { isTransient } from '../jetstream/api.ts'
import { deliveryInfo } from '../jetstream/delivery.ts'
import { openEphemeralConsumer } from '../jetstream/ephemeral-consumer.ts'
import { keyFilter, type LogContext, lastEventNumber, unfoldMessage } from './events.ts'

/**
 * Bytes of a look-up read at once, about: the next page has as many events as would fit if they were like those of
 * the last one.
 */
const PAGE_BYTES = 1024 * 1024
const PAGE = { first: 32, least: 8, most: 256 }
/**
 * After how long a quiet follower asks whether it missed something, twice as long each time: in a cluster a server
 * may learn of a new subscription only after it has passed on the last event, and a look-up reads one of the copies,
 * which may be a moment behind.
 */
const QUIET = { firstMs: 250, mostMs: 10_000 }
const GAP_PAUSE_MS = 50

/**
 * Hears events live from now on, and looks up in the store what it did not hear: all there is at first, unless `fresh`,
 * and later all that a gap, a reconnect or a full buffer shows to be missing.
 */
export function follow<E, G extends OnGap>(
  context: LogContext<E>,
  key: string,
  options: FollowOptions<G>,
): AsyncIterable<Followed<E, G>> {
  const { connection } = context
  const { signal } = options
  const sequencer = createSequencer<E>({ after: options.after ?? 0, behind: options.fresh !== true })
  const news = createBell()
  let quietMs = QUIET.firstMs
  const subscription = connection.subscribe(keyFilter(context.definition, key), (message) => {
    const { events, bytesOfEach } = unfoldMessage(context, message)
    // A message that another stream delivered here has the subject that it has there.
    for (const event of events) if (event.key === key) sequencer.heard(event, bytesOfEach)
    news.ring()
  })
  const changes = connection.onChange((change) => {
    if (change === 'leaving') return
    sequencer.suspect()
    quietMs = QUIET.firstMs
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
  const lookUp = createLookUp(context, key, { sequencer, gaps, signal })
  async function checkQuiet(): Promise<void> {
    quietMs = Math.min(2 * quietMs, QUIET.mostMs)
    const number = await lastEventNumber(context, key).catch(() => 0)
    if (number >= sequencer.next) sequencer.suspect()
  }
  async function* iterate(): AsyncGenerator<Followed<E, G>, void, void> {
    try {
      while (!signal.aborted) {
        const arrived = sequencer.take()
        if (arrived?.event !== undefined) yield { ...arrived, event: arrived.event }
        if (arrived !== undefined) continue
        if (gaps.remainingMs() === 0 && lookUp.isThrough()) yield gaps.report()
        else if (sequencer.isBehind()) await abortable(lookUp.run(news), signal)
        else if (!(await news.wait(quietMs))) await abortable(checkQuiet(), signal)
      }
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      close()
    }
  }
  return { [Symbol.asyncIterator]: iterate }
}

interface LookUp {
  /** Reads one page after the last one read. While something is missing, no more than a follower may hold. */
  run(news: Bell): Promise<void>
  /** Whether what is missing now is not in the store, as far as it can be read: a gap is none before. */
  isThrough(): boolean
}

function createLookUp<E>(
  context: LogContext<E>,
  key: string,
  {
    sequencer,
    gaps,
    signal,
  }: { sequencer: Sequencer<E>; gaps: Pick<GapWatch<OnGap>, 'remainingMs'>; signal: AbortSignal },
): LookUp {
  const { connection, service, definition } = context
  const filter = keyFilter(definition, key)
  let from = 1
  let batch = PAGE.first
  let isFull = false

  /** Whether there may be another one. */
  async function readPage(): Promise<boolean> {
    await connection.whenConnected({ signal })
    await context.ensure()
    using reader = await openEphemeralConsumer(connection, { service, stream: definition.name, filter, from })
    const page = { count: 0, bytes: 0 }
    await reader.pull({ batch, expiresMs: 0, signal }, (message) => {
      page.count += 1
      page.bytes += message.data.length
      from = deliveryInfo(message).streamSequence + 1
      const { events, bytesOfEach } = unfoldMessage(context, message)
      for (const event of events) sequencer.found(event, bytesOfEach)
    })
    const isLast = page.count < batch
    batch = toBatch(page)
    return !isLast
  }

  async function run(news: Bell): Promise<void> {
    sequencer.lookUpBegins()
    isFull = sequencer.hasGap() && sequencer.isFull()
    try {
      if (isFull) sequencer.suspect()
      else if (await readPage()) return sequencer.suspect()
    } catch (error) {
      if (!isTransient(error) || connection.nats.isClosed()) throw error
      sequencer.suspect()
      await news.wait(GAP_PAUSE_MS)
      return
    }
    if (sequencer.hasGap()) await news.wait(Math.min(gaps.remainingMs(), GAP_PAUSE_MS))
  }
  return { run, isThrough: () => isFull || !sequencer.isSuspicious() }
}

function toBatch({ count, bytes }: { count: number; bytes: number }): number {
  if (bytes === 0) return PAGE.first
  return Math.min(PAGE.most, Math.max(PAGE.least, Math.floor((PAGE_BYTES / bytes) * count)))
}
