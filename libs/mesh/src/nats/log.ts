import { RpcError } from '@runhive/contracts/define'
import type { EventLog } from '@runhive/contracts/streams'
import type * as z from 'zod'
import { encodeBody, withTraceparent } from '../envelope.ts'
import { checkFirstToken, checkKey } from '../keys.ts'
import type { MeshLogger } from '../logger.ts'
import type { Log } from '../mesh.ts'
import type { Observer } from '../observe.ts'
import { codeOf } from '../spans.ts'
import { consumeKinds } from './consume.ts'
import { erase } from './erase.ts'
import {
  decodeEvent,
  type Kinded,
  keyFilter,
  type LogContext,
  lastEvent,
  NUMBER_HEADER,
  newestEvent,
} from './events.ts'
import { follow } from './follow.ts'
import { api, ERROR_NO_STREAM, isTransient, JetStreamError, NANOS_PER_MS, once, store } from './jetstream.ts'
import type { Link } from './link.ts'
import { readStored } from './stored.ts'
import { ensureStream, type Have } from './stream.ts'
import { tail } from './tail.ts'
import { waitFor } from './wait-for.ts'

const DEDUPE_MS = 120_000
const APPEND_TRY_MS = 5_000
const APPEND_PATIENCE_MS = 30_000

export function natsLog<T extends Kinded>(
  context: { link: Link; service: string; log: MeshLogger; observer: Observer | undefined },
  definition: EventLog<T>,
): Log<z.output<T>> {
  const { link } = context
  // Who may not make it finds that nobody listens, or that there is no such stream, until a keeper has made it.
  const ensure = once(link, async () => {
    if (link.keeps(definition.name)) await ensureLog(link, definition)
  })
  const all: LogContext<z.output<T>> = {
    ...context,
    definition,
    ensure,
    decode: (message) => decodeEvent(definition, message),
  }
  return {
    append: async (key, number, event, options) => {
      const observed = context.observer?.append(definition.name, event.kind, options?.traceparent)
      const traceparent = observed?.traceparent ?? options?.traceparent
      try {
        await link.track(append(all, { key: checkKey(definition, key), number, traceparent }, event))
        observed?.end('OK')
      } catch (error) {
        observed?.end(codeOf(error))
        throw error
      }
    },
    last: async (key, kind) => lastEvent(all, checkKey(definition, key), kind),
    newest: async (key) => newestEvent(all, checkKey(definition, key)),
    follow: (key, options) => follow(all, checkKey(definition, key), options),
    waitFor: (key, kind, options) => waitFor(all, { key: checkKey(definition, key), kind }, options),
    consume: (options, handler) => consumeKinds(all, options, handler),
    tail: (handler) => tail(all, handler),
    stored: () => readStored(all),
    forget: async (key) => purge(all, keyFilter(definition, checkKey(definition, key))),
    forgetUnder: async (firstToken) =>
      purge(all, `${definition.prefix}.${checkFirstToken(definition, firstToken)}.>`),
    erase: async (key) => link.track(erase(all, keyFilter(definition, checkKey(definition, key)))),
    eraseUnder: async (firstToken) =>
      link.track(erase(all, `${definition.prefix}.${checkFirstToken(definition, firstToken)}.>`)),
  }
}

/**
 * Does not have the stream made: where there is none, nothing is kept, and whoever may not make it would wait for it
 * in vain.
 */
async function purge<E>({ link, definition }: LogContext<E>, filter: string): Promise<void> {
  await api(link, `STREAM.PURGE.${definition.name}`, { filter }).catch((error: unknown) => {
    if (!(error instanceof JetStreamError) || error.errorCode !== ERROR_NO_STREAM) throw error
  })
}

/**
 * Sends without waiting for the append before it, and again after an absence of the server. One connection keeps
 * the order; after a resend readers sort by number.
 */
async function append<E extends { kind: string }>(
  { link, ensure, definition }: LogContext<E>,
  { key, number, traceparent }: { key: string; number: number; traceparent: string | undefined },
  event: E,
): Promise<void> {
  const message = {
    subject: `${definition.prefix}.${key}.${event.kind}`,
    body: encodeBody(event),
    headers: withTraceparent(
      [
        ['Nats-Msg-Id', `${key}.${number}`],
        [NUMBER_HEADER, String(number)],
      ],
      traceparent,
    ),
  }
  const giveUpAt = performance.now() + APPEND_PATIENCE_MS
  for (;;) {
    try {
      await link.whenConnected({ withinMs: giveUpAt - performance.now() })
      await ensure()
      await store(link, message, APPEND_TRY_MS)
      return
    } catch (error) {
      if (!isTransient(error)) {
        throw new RpcError('INTERNAL', { message: 'the event cannot be stored', cause: error })
      }
      if (link.connection.isClosed() || performance.now() >= giveUpAt) {
        throw new RpcError('UNAVAILABLE', { message: 'the log cannot be reached', cause: error })
      }
      if (link.isConnected()) {
        ensure.forget()
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    }
  }
}

/** Makes the stream of a log, or gives an existing one these settings. */
export async function ensureLog(link: Link, definition: EventLog, have?: Have): Promise<void> {
  const settings = {
    name: definition.name,
    subjects: [`${definition.prefix}.>`],
    retention: 'limits',
    storage: 'file',
    discard: 'old',
    max_age: definition.keepMs * NANOS_PER_MS,
    max_bytes: definition.maxBytes,
    duplicate_window: Math.min(DEDUPE_MS, definition.keepMs) * NANOS_PER_MS,
  }
  await ensureStream(link, settings, have)
}
