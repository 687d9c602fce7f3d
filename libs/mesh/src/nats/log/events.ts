import type { Msg } from '@nats-io/transport-node'
import { RpcError } from '@runhive/contracts/define'
import type { EventLog } from '@runhive/contracts/streams'
import type * as z from 'zod'
import type { MeshLogger } from '../../logger.ts'
import type { Numbered } from '../../mesh.ts'
import type { Arrived } from '../../ordering/sequencer.ts'
import type { Observer } from '../../telemetry/observe.ts'
import { validTraceparent } from '../../telemetry/traceparent.ts'
import { decodeLast, decodeTogether, TRACEPARENT } from '../../wire/envelope.ts'
import type { Connection } from '../connection/connection.ts'
import { api, ERROR_NO_MESSAGE, ERROR_NO_STREAM, JetStreamError } from '../jetstream/api.ts'
import type { Ensure } from '../jetstream/once.ts'

/** How an event stands in its stream: subject, headers, body. */
export const NUMBER_HEADER = 'Mesh-Number'
const NUMBER_LINE = new RegExp(`^${NUMBER_HEADER}: *(\\d+)`, 'm')

export interface RawEvent {
  readonly subject: string
  readonly number: string | undefined
  readonly body: string
  readonly traceparent?: string | undefined
}

export type Kinded = z.ZodType<{ kind: string }>

/** What the files of this folder share about one log. */
export interface LogContext<E> {
  readonly connection: Connection
  readonly service: string
  readonly log: MeshLogger
  readonly observer: Observer | undefined
  readonly definition: EventLog
  readonly ensure: Ensure
  /** undefined for what is no event of a log at all. Of events that were appended together it is the last. */
  decode(message: RawEvent): Arrived<E> | undefined
  /** All events of a message, in their order: those that were appended together with its own come before it. */
  unfold(message: RawEvent): Array<Arrived<E>>
}

/** Every kind of event under one key. */
export function keyFilter(definition: EventLog, key: string): string {
  return `${definition.prefix}.${key}.*`
}

/** The event that was stored last under a key; of one kind, if named. */
export async function lastEvent<E>(
  context: LogContext<E>,
  key: string,
  kind = '*',
): Promise<Numbered<E> | undefined> {
  const subject = `${context.definition.prefix}.${key}.${kind}`
  const stored = await getStored(context, { last_by_subj: subject })
  if (stored === undefined) return undefined
  // A message without a number is no event: others may have stored it there.
  return numberOf(stored) === undefined ? newestUnder(context, subject) : toReadable(context, stored)
}

/**
 * The event with the highest number under a key, wherever it is stored: after trouble that may not be the last place.
 */
export function newestEvent<E>(context: LogContext<E>, key: string): Promise<Numbered<E> | undefined> {
  return newestUnder(context, keyFilter(context.definition, key))
}

async function newestUnder<E>(context: LogContext<E>, filter: string): Promise<Numbered<E> | undefined> {
  let newest: Stored | undefined
  let seq = 1
  for (;;) {
    const stored = await getStored(context, { seq, next_by_subj: filter })
    if (stored === undefined) return newest && toReadable(context, newest)
    if ((numberOf(stored) ?? 0) > (numberOf(newest) ?? 0)) newest = stored
    seq = stored.sequence + 1
  }
}

/** 0 when there is none. */
export async function lastEventNumber<E>(context: LogContext<E>, key: string): Promise<number> {
  const stored = await getStored(context, { last_by_subj: keyFilter(context.definition, key) })
  return numberOf(stored) ?? 0
}

/** undefined for a message that is no event. */
function numberOf(stored: RawEvent | undefined): number | undefined {
  const number = Number(stored?.number)
  return Number.isSafeInteger(number) && number > 0 ? number : undefined
}

function toReadable<E>(context: LogContext<E>, stored: Stored): Numbered<E> | undefined {
  const arrived = context.decode(stored)
  if (arrived?.event === undefined) throw new RpcError('INTERNAL', { message: 'the event cannot be read' })
  return { ...arrived, event: arrived.event }
}

export type Stored = RawEvent & { readonly sequence: number }

interface StoredMessage {
  readonly message: {
    readonly subject: string
    readonly seq: number
    readonly hdrs?: string
    readonly data?: string
  }
}

/**
 * One message of a log as the store has it, or undefined. Rejects with `UNAVAILABLE` while the stream does not exist.
 */
export async function getStored<E>(
  context: LogContext<E>,
  which: { last_by_subj: string } | { seq: number; next_by_subj: string },
): Promise<Stored | undefined> {
  const { connection, definition } = context
  await context.ensure()
  try {
    const { message } = await api<StoredMessage>(connection, `STREAM.MSG.GET.${definition.name}`, which)
    const number = NUMBER_LINE.exec(fromBase64(message.hdrs))?.[1]
    return { subject: message.subject, sequence: message.seq, number, body: fromBase64(message.data) }
  } catch (error) {
    const code = error instanceof JetStreamError ? error.errorCode : undefined
    if (code === ERROR_NO_MESSAGE) return undefined
    if (code !== ERROR_NO_STREAM) throw error
    context.ensure.forget()
    throw new RpcError('UNAVAILABLE', {
      message: `${definition.name} has not been created yet`,
      cause: error,
    })
  }
}

function fromBase64(text: string | undefined): string {
  return Buffer.from(text ?? '', 'base64').toString('utf8')
}

/** A log's message as it comes over a subscription. */
export function decodeMessage<E>(context: LogContext<E>, message: Msg): Arrived<E> | undefined {
  return context.decode(toRaw(message))
}

/** The same with the events that it holds, and their share of its bytes. */
export function unfoldMessage<E>(
  context: LogContext<E>,
  message: Msg,
): { events: Array<Arrived<E>>; bytesOfEach: number } {
  const events = context.unfold(toRaw(message))
  return { events, bytesOfEach: message.data.length / Math.max(1, events.length) }
}

function toRaw(message: Msg): RawEvent {
  return {
    subject: message.subject,
    number: message.headers?.get(NUMBER_HEADER),
    body: message.string(),
    traceparent: message.headers?.get(TRACEPARENT),
  }
}

export function decodeEvent<T extends Kinded>(
  definition: EventLog<T>,
  message: RawEvent,
): Arrived<z.output<T>> | undefined {
  const head = headOf(definition, message)
  if (head === undefined) return undefined
  const { event, earlier } = decodeLast(definition.event, message.body)
  return { ...head, event, ...(earlier === 0 ? {} : { earlier }) }
}

export function unfoldEvent<T extends Kinded>(
  definition: EventLog<T>,
  message: RawEvent,
): Array<Arrived<z.output<T>>> {
  const head = headOf(definition, message)
  if (head === undefined) return []
  const events = decodeTogether(definition.event, message.body)
  const first = head.number - events.length + 1
  return events
    .map((event, at) => ({ ...head, number: first + at, event }))
    .filter(({ number }) => number > 0)
}

function headOf(definition: EventLog, message: RawEvent): Omit<Arrived<unknown>, 'event'> | undefined {
  const number = numberOf(message)
  if (number === undefined) return undefined
  const key = message.subject.slice(definition.prefix.length + 1, message.subject.lastIndexOf('.'))
  const traceparent = validTraceparent(message.traceparent)
  return { key, number, ...(traceparent === undefined ? {} : { traceparent }) }
}
