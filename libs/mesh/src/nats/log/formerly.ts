import { pause } from '../../abortable.ts'
import { consumerName } from '../../wire/nats-names.ts'
import { findConsumer } from '../jetstream/consumer-api.ts'
import type { LogContext } from './events.ts'

/** How often it is looked whether the stream's owner has made the new consumer, milliseconds. */
const LOOK_MS = 5_000

/**
 * Consumes by former names, those that exist, until the stream's owner has made the consumer that replaces them: an owner
 * of an older version does not know it. That one then begins with everything that is kept, so what is left under the
 * former names is not missed.
 */
export async function consumeFormerly<E>(
  { connection, definition, log }: LogContext<E>,
  {
    consumer,
    formerly,
    kinds,
  }: { consumer: string; formerly: ReadonlyArray<string>; kinds: ReadonlyArray<string> },
  {
    work,
    signal,
  }: { work: (name: string, kind: string, signal: AbortSignal) => Promise<void>; signal: AbortSignal },
): Promise<void> {
  const exists = async (name: string, kind: string) =>
    (await findConsumer(connection, definition.name, consumerName(name, kind))) !== undefined
  const takeOver = async (kind: string) => {
    const replaced = new AbortController()
    const until = AbortSignal.any([signal, replaced.signal])
    const working = new Map<string, Promise<void>>()
    while (!signal.aborted && !connection.isLeaving()) {
      try {
        if (await exists(consumer, kind)) break
        for (const name of formerly)
          if (!working.has(name) && (await exists(name, kind))) working.set(name, work(name, kind, until))
      } catch (err) {
        if (connection.isConnected())
          log.warn({ stream: definition.name, consumer, err }, 'cannot look for a consumer')
      }
      await pause(LOOK_MS, signal)
    }
    replaced.abort()
    await Promise.all(working.values())
  }
  await Promise.all(kinds.map(takeOver))
}
