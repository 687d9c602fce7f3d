import type { Msg } from '@nats-io/transport-node'
import { RpcError } from '@runhive/contracts/define'
import type { EventLog } from '@runhive/contracts/streams'
import type * as z from 'zod'
import { decodeItem, encodeBody } from '../envelope.ts'
import { checkKey } from '../keys.ts'
import type { MeshLogger } from '../logger.ts'
import type { Log, Numbered } from '../mesh.ts'
import type { Arrived } from '../numbering.ts'
import { consumeKinds } from './consume.ts'
import { follow } from './follow.ts'
import {
  api,
  ERROR_NO_MESSAGE,
  ensureStream,
  isTransient,
  JetStreamError,
  NANOS_PER_MS,
  once,
  store,
} from './jetstream.ts'
import type { Link } from './link.ts'
import { tail } from './tail.ts'

export const NUMBER_HEADER = 'Mesh-Number'
const DEDUPE_MS = 120_000
const APPEND_TRY_MS = 5_000
const APPEND_PATIENCE_MS = 30_000

type Kinded = z.ZodType<{ kind: string }>

/** What the files of this folder share about one log. */
export interface LogContext<E> {
  readonly link: Link
  readonly service: string
  readonly log: MeshLogger
  readonly definition: EventLog
  readonly ensure: { (): Promise<void>; forget(): void }
  /** undefined for what is no event of a log at all. */
  decode(message: { subject: string; number: string | undefined; body: string }): Arrived<E> | undefined
}

export function natsLog<T extends Kinded>(
  context: { link: Link; service: string; log: MeshLogger },
  definition: EventLog<T>,
): Log<z.output<T>> {
  const { link } = context
  const ensure = once(() => ensureStream(link, streamConfig(definition)))
  const all: LogContext<z.output<T>> = {
    ...context,
    definition,
    ensure,
    decode: (message) => decode(definition, message),
  }
  return {
    append: async (key, number, event) => append(all, { key: checkKey(definition, key), number }, event),
    last: async (key) => last(all, checkKey(definition, key)),
    follow: (key, options) => follow(all, checkKey(definition, key), options),
    consume: (options, handler) => consumeKinds(all, options, handler),
    tail: (handler) => tail(all, handler),
    async forget(key) {
      await ensure()
      await api(link, `STREAM.PURGE.${definition.name}`, {
        filter: keyFilter(definition, checkKey(definition, key)),
      })
    },
  }
}

/** Every kind of event under one key. */
export function keyFilter(definition: EventLog, key: string): string {
  return `${definition.prefix}.${key}.*`
}

/**
 * Sends without waiting for the append before it, and again after an absence of the server. One connection keeps
 * the order; after a resend readers sort by number.
 */
async function append<E extends { kind: string }>(
  { link, ensure, definition }: LogContext<E>,
  { key, number }: { key: string; number: number },
  event: E,
): Promise<void> {
  const message = {
    subject: `${definition.prefix}.${key}.${event.kind}`,
    body: encodeBody(event),
    headers: [
      ['Nats-Msg-Id', `${key}.${number}`],
      [NUMBER_HEADER, String(number)],
    ] as const,
  }
  const giveUpAt = performance.now() + APPEND_PATIENCE_MS
  for (;;) {
    try {
      await link.whenConnected()
      await ensure()
      await store(link, message, APPEND_TRY_MS)
      return
    } catch (error) {
      if (!isTransient(error))
        throw new RpcError('INTERNAL', { message: 'the event cannot be stored', cause: error })
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

interface StoredMessage {
  readonly message: { readonly subject: string; readonly hdrs?: string; readonly data?: string }
}

async function last<E>(context: LogContext<E>, key: string): Promise<Numbered<E> | undefined> {
  const { link, definition } = context
  await context.ensure()
  try {
    const { message } = await api<StoredMessage>(link, `STREAM.MSG.GET.${definition.name}`, {
      last_by_subj: keyFilter(definition, key),
    })
    const headers = fromBase64(message.hdrs)
    const number = new RegExp(`^${NUMBER_HEADER}: *(\\d+)`, 'm').exec(headers)?.[1]
    const arrived = context.decode({ subject: message.subject, number, body: fromBase64(message.data) })
    if (arrived?.event === undefined) throw new RpcError('INTERNAL', { message: 'the event cannot be read' })
    return { ...arrived, event: arrived.event }
  } catch (error) {
    if (error instanceof JetStreamError && error.errorCode === ERROR_NO_MESSAGE) return undefined
    throw error
  }
}

function fromBase64(text: string | undefined): string {
  return Buffer.from(text ?? '', 'base64').toString('utf8')
}

/** A log's message as it comes over a subscription. */
export function decodeMessage<E>(context: LogContext<E>, message: Msg): Arrived<E> | undefined {
  return context.decode({
    subject: message.subject,
    number: message.headers?.get(NUMBER_HEADER),
    body: message.string(),
  })
}

function decode<T extends Kinded>(
  definition: EventLog<T>,
  message: { subject: string; number: string | undefined; body: string },
): Arrived<z.output<T>> | undefined {
  const event = decodeItem(definition.event, message.body)
  const number = Number(message.number)
  if (!Number.isSafeInteger(number) || number < 1) return undefined
  const key = message.subject.slice(definition.prefix.length + 1, message.subject.lastIndexOf('.'))
  return { key, number, event }
}

function streamConfig(definition: EventLog) {
  return {
    name: definition.name,
    subjects: [`${definition.prefix}.>`],
    retention: 'limits',
    storage: 'file',
    discard: 'old',
    max_age: definition.keepMs * NANOS_PER_MS,
    max_bytes: definition.maxBytes,
    duplicate_window: Math.min(DEDUPE_MS, definition.keepMs) * NANOS_PER_MS,
    num_replicas: 1,
  }
}
