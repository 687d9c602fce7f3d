import { createBell } from '../bell.ts'
import type { Numbered } from '../mesh.ts'
import { abortable, pause } from './abortable.ts'
import { getStored, type LogContext, type Stored } from './events.ts'
import { MOST_AT_ONCE, readWindow } from './stored.ts'

/**
 * Pauses until what was heard is looked for again: in a cluster the server that is asked may store it a moment later.
 */
const NOT_YET_MS = [5, 25, 100, 400, 1_000]
/** As for followers: in a cluster, a server may learn of a new subscription too late. */
const QUIET_MS = 10_000
const TROUBLE_PAUSE_MS = 200

/**
 * Reads the whole stream and goes on listening; after any trouble it continues behind the last message it handed
 * over. Disposing ends all of it at once. A message that is heard is only a bell: all are read from the store, in its
 * order, one after the other. So it needs no consumer, which only keepers may make. For logs of few events.
 */
export async function tail<E>(
  context: LogContext<E>,
  handler: (event: Numbered<E>) => void,
): Promise<AsyncDisposable> {
  const { link, definition, log } = context
  const stop = new AbortController()
  const { signal } = stop
  const news = createBell()
  let heard = 0
  let from = 1

  await context.ensure()
  const subscription = link.subscribe(`${definition.prefix}.>`, () => {
    heard += 1
    news.ring()
  })
  const changes = link.onChange(() => news.ring())
  const handOver = (stored: Stored) => {
    if (signal.aborted) return
    from = stored.sequence + 1
    tell(context, stored, handler)
  }
  /** Hands over what is stored now, up to so many messages. Resolves with how many there were. */
  async function read(most: number): Promise<number> {
    let count = 0
    for (let width = 1; count < most && !signal.aborted; width = Math.min(MOST_AT_ONCE, 2 * width)) {
      const found = await abortable(readWindow(context, from, Math.min(width, most - count)), signal)
      if (found.length === 0) break
      for (const stored of found) handOver(stored)
      count += found.length
    }
    return count
  }
  /** All there is. A store that has been emptied, or is an older one, counts from where it was then. */
  async function readAll(): Promise<void> {
    const last = await abortable(getStored(context, { last_by_subj: `${definition.prefix}.>` }), signal)
    if (last === undefined || last.sequence < from - 1) from = 1
    if (last !== undefined && last.sequence >= from) await read(Number.POSITIVE_INFINITY)
  }
  /** What was heard. Some of it may have been read before it was heard: then nothing more comes. */
  async function readHeard(): Promise<void> {
    let expected = heard
    heard = 0
    for (const pauseMs of NOT_YET_MS) {
      expected -= await read(expected)
      if (expected <= 0) return
      await news.wait(pauseMs)
    }
    await readAll()
  }
  async function listen(): Promise<void> {
    await link.whenConnected({ signal })
    const absences = link.absences()
    await readAll()
    while (!signal.aborted && link.isConnected() && absences === link.absences()) {
      if (heard > 0) await readHeard()
      else if (!(await news.wait(QUIET_MS))) await readAll()
    }
  }
  async function keepReading(): Promise<void> {
    while (!signal.aborted && !link.connection.isClosed()) {
      try {
        await listen()
      } catch (error) {
        if (signal.aborted || link.connection.isClosed()) return
        log.debug({ stream: definition.name, err: error }, 'tail starts again')
        context.ensure.forget()
        await pause(TROUBLE_PAUSE_MS, signal)
      }
    }
  }
  void keepReading()
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      subscription.unsubscribe()
      changes[Symbol.dispose]()
      news.ring()
    },
  }
}

function tell<E>(context: LogContext<E>, stored: Stored, handler: (event: Numbered<E>) => void): void {
  const arrived = context.decode(stored)
  if (arrived?.event === undefined) return
  try {
    handler({ ...arrived, event: arrived.event })
  } catch (error) {
    context.log.error({ stream: context.definition.name, err: error }, 'tail handler failed')
  }
}
