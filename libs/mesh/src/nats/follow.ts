import { RpcError } from '@runhive/contracts/define'
import { type Bell, createBell } from '../bell.ts'
import type { FollowOptions } from '../keys.ts'
import type { Numbered } from '../mesh.ts'
import { createSequencer, type Sequencer } from '../numbering.ts'
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
/** An event may become visible live a moment before the one it follows is stored, when that one had to be sent again. */
const GAP_PATIENCE_MS = 2_000
const GAP_PAUSE_MS = 50

/**
 * Hears events live from now on, and looks up in the store what it did not hear: all there is at first, unless `fresh`,
 * and later whatever a gap, a reconnect or a full buffer shows to be missing.
 */
export function follow<E>(
  context: LogContext<E>,
  key: string,
  options: FollowOptions,
): AsyncIterable<Numbered<E>> {
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

  const lookUp = createLookUp(context, key, sequencer)
  async function checkQuiet(): Promise<void> {
    const number = await lastEventNumber(context, key).catch(() => 0)
    if (number >= sequencer.next) sequencer.suspect()
  }
  async function* iterate(): AsyncGenerator<Numbered<E>, void, void> {
    try {
      while (!signal.aborted) {
        const arrived = sequencer.take()
        if (arrived?.event !== undefined) yield { ...arrived, event: arrived.event }
        else if (arrived === undefined && sequencer.isBehind()) await lookUp(news)
        else if (arrived === undefined && !(await news.wait(QUIET_MS))) await checkQuiet()
      }
    } finally {
      close()
    }
  }
  return { [Symbol.asyncIterator]: iterate }
}

/** Reads one page after the last one read; a gap that stays is an error, because a reader was promised none. */
function createLookUp<E>(context: LogContext<E>, key: string, sequencer: Sequencer<E>) {
  const { link, service, definition } = context
  const filter = keyFilter(definition, key)
  let from = 1
  let gapSince: number | undefined

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
      if ((await readPage()) === PAGE) return sequencer.suspect()
    } catch (error) {
      if (!isTransient(error) || link.connection.isClosed()) throw error
      sequencer.suspect()
      await news.wait(GAP_PAUSE_MS)
      return
    }
    if (!sequencer.hasGap()) {
      gapSince = undefined
      return
    }
    gapSince ??= performance.now()
    if (performance.now() - gapSince > GAP_PATIENCE_MS) {
      throw new RpcError('INTERNAL', { message: `${definition.name}: event ${sequencer.next} is not kept` })
    }
    await news.wait(GAP_PAUSE_MS)
  }
}
