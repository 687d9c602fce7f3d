import { RpcError } from '@runhive/contracts/define'
import type { EventLog } from '@runhive/contracts/streams'
import type * as z from 'zod'
import type { MeshLogger } from '../../logger.ts'
import type { Log } from '../../mesh.ts'
import type { Observer } from '../../telemetry/observe.ts'
import { codeOf } from '../../telemetry/spans.ts'
import { encodeTogether, withTraceparent } from '../../wire/envelope.ts'
import { checkFirstToken, checkKey } from '../../wire/keys.ts'
import type { Connection } from '../connection/connection.ts'
import { api, ERROR_NO_STREAM, isTransient, JetStreamError, store } from '../jetstream/api.ts'
import { once } from '../jetstream/once.ts'
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
  unfoldEvent,
} from './events.ts'
import { follow } from './follow.ts'
import { ensureLog } from './setup.ts'
import { readStored } from './stored.ts'
import { tail } from './tail.ts'
import { untilConsumed } from './until-consumed.ts'
import { waitFor } from './wait-for.ts'

const APPEND_TRY_MS = 5_000
const APPEND_TIMEOUT_MS = 30_000

export function natsLog<T extends Kinded>(
  context: { connection: Connection; service: string; log: MeshLogger; observer: Observer | undefined },
  definition: EventLog<T>,
): Log<z.output<T>> {
  const { connection } = context
  // Others find that nothing listens, or that there is no such stream, until its owner has created it.
  const ensure = once(connection, async () => {
    if (connection.ownsStream(definition.name)) await ensureLog(connection, definition)
  })
  const all: LogContext<z.output<T>> = {
    ...context,
    definition,
    ensure,
    decode: (message) => decodeEvent(definition, message),
    unfold: (message) => unfoldEvent(definition, message),
  }
  return {
    append: async (key, number, event, options) => {
      const observed = context.observer?.append(definition.name, event.kind, options?.traceparent)
      const traceparent = observed?.traceparent ?? options?.traceparent
      try {
        const place = { key: checkKey(definition, key), number, traceparent }
        await connection.track(appendTogether(all, place, event, options?.earlier))
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
    untilConsumed: (key, which) => untilConsumed(all, { key: checkKey(definition, key), ...which }),
    tail: (handler) => tail(all, handler),
    stored: () => readStored(all),
    forget: async (key) => purge(all, keyFilter(definition, checkKey(definition, key))),
    forgetUnder: async (firstToken) =>
      purge(all, `${definition.prefix}.${checkFirstToken(definition, firstToken)}.>`),
    erase: async (key) => connection.track(erase(all, keyFilter(definition, checkKey(definition, key)))),
    eraseUnder: async (firstToken) =>
      connection.track(erase(all, `${definition.prefix}.${checkFirstToken(definition, firstToken)}.>`)),
  }
}

/** Does not create the stream first: where there is none, there is nothing to remove. */
async function purge<E>({ connection, definition }: LogContext<E>, filter: string): Promise<void> {
  await api(connection, `STREAM.PURGE.${definition.name}`, { filter }).catch((error: unknown) => {
    if (!(error instanceof JetStreamError) || error.errorCode !== ERROR_NO_STREAM) throw error
  })
}

interface Place {
  readonly key: string
  readonly number: number
  readonly traceparent: string | undefined
}

/** In one message, or in one for each when they are too many for that. */
async function appendTogether<E extends { kind: string }>(
  context: LogContext<E>,
  place: Place,
  event: E,
  earlier: ReadonlyArray<E> = [],
): Promise<void> {
  const body = encodeTogether(event, earlier)
  if (body !== undefined) return append(context, place, { kind: event.kind, body })
  const first = place.number - earlier.length
  await Promise.all(
    [...earlier, event].map((one, at) => appendTogether(context, { ...place, number: first + at }, one)),
  )
}

/**
 * Sends without waiting for the previous append, and again after a reconnect. One connection keeps the order; after a
 * resend readers sort by number.
 */
async function append<E>(
  { connection, ensure, definition }: LogContext<E>,
  { key, number, traceparent }: Place,
  { kind, body }: { kind: string; body: string },
): Promise<void> {
  const message = {
    subject: `${definition.prefix}.${key}.${kind}`,
    body,
    headers: withTraceparent(
      [
        ['Nats-Msg-Id', `${key}.${number}`],
        [NUMBER_HEADER, String(number)],
      ],
      traceparent,
    ),
  }
  const giveUpAt = performance.now() + APPEND_TIMEOUT_MS
  for (;;) {
    try {
      await connection.whenConnected({ withinMs: giveUpAt - performance.now() })
      await ensure()
      await store(connection, message, APPEND_TRY_MS)
      return
    } catch (error) {
      if (!isTransient(error)) {
        throw new RpcError('INTERNAL', { message: 'the event cannot be stored', cause: error })
      }
      if (connection.nats.isClosed() || performance.now() >= giveUpAt) {
        throw new RpcError('UNAVAILABLE', { message: 'the log cannot be reached', cause: error })
      }
      if (connection.isConnected()) {
        ensure.forget()
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    }
  }
}
