import { abortable, pause } from '../../abortable.ts'
import { createBell } from '../../bell.ts'
import type { Numbered } from '../../mesh.ts'
import { getStored, type LogContext, type Stored } from './events.ts'
import { MAX_AT_ONCE, readWindow } from './stored.ts'

/**
 * Pauses until what was heard is looked for again: in a cluster the server that is asked may store it a moment later.
 */
const NOT_YET_MS = [5, 25, 100, 400, 1_000]
/** As for followers: in a cluster, a server may learn of a new subscription too late. */
const QUIET_MS = 10_000
const ERROR_PAUSE_MS = 200

/**
 * Reads the whole stream and goes on listening; after a failure it continues behind the last message it passed on.
 * Disposing ends all of it at once. A message that is heard only triggers a read: all are read from the store, in
 * order. So it needs no consumer, which only the stream's owner may create. For logs of few events.
 */
export async function tail<E>(
  context: LogContext<E>,
  handler: (event: Numbered<E>) => void,
): Promise<AsyncDisposable> {
  const { connection, definition, log } = context
  const stop = new AbortController()
  const { signal } = stop
  const news = createBell()
  let heard = 0
  let from = 1

  await context.ensure()
  const subscription = connection.subscribe(`${definition.prefix}.>`, () => {
    heard += 1
    news.ring()
  })
  const changes = connection.onChange(() => news.ring())
  const onStored = (stored: Stored) => {
    if (signal.aborted) return
    from = stored.sequence + 1
    passOn(context, stored, handler)
  }
  /** Passes on what is stored now, up to so many messages. Resolves with how many there were. */
  async function read(most: number): Promise<number> {
    let count = 0
    for (let width = 1; count < most && !signal.aborted; width = Math.min(MAX_AT_ONCE, 2 * width)) {
      const found = await abortable(readWindow(context, from, Math.min(width, most - count)), signal)
      if (found.length === 0) break
      for (const stored of found) onStored(stored)
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
    await connection.whenConnected({ signal })
    const reconnects = connection.reconnects()
    await readAll()
    while (!signal.aborted && connection.isConnected() && reconnects === connection.reconnects()) {
      if (heard > 0) await readHeard()
      else if (!(await news.wait(QUIET_MS))) await readAll()
    }
  }
  async function keepReading(): Promise<void> {
    while (!signal.aborted && !connection.nats.isClosed()) {
      try {
        await listen()
      } catch (error) {
        if (signal.aborted || connection.nats.isClosed()) return
        log.debug({ stream: definition.name, err: error }, 'tail starts again')
        context.ensure.forget()
        await pause(ERROR_PAUSE_MS, signal)
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

function passOn<E>(context: LogContext<E>, stored: Stored, handler: (event: Numbered<E>) => void): void {
  for (const arrived of context.unfold(stored)) {
    if (arrived.event === undefined) continue
    try {
      handler({ ...arrived, event: arrived.event })
    } catch (error) {
      context.log.error({ stream: context.definition.name, err: error }, 'tail handler failed')
    }
  }
}
