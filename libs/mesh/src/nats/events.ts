import type { Msg } from '@nats-io/transport-node'
import { RpcError } from '@runhive/contracts/define'
import type { EventLog } from '@runhive/contracts/streams'
import type * as z from 'zod'
import { decodeItem, TRACEPARENT } from '../envelope.ts'
import type { MeshLogger } from '../logger.ts'
import type { Numbered } from '../mesh.ts'
import type { Arrived } from '../numbering.ts'
import type { Observer } from '../observe.ts'
import { validTraceparent } from '../trace.ts'
import { api, ERROR_NO_MESSAGE, JetStreamError } from './jetstream.ts'
import type { Link } from './link.ts'

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
  readonly link: Link
  readonly service: string
  readonly log: MeshLogger
  readonly observer: Observer | undefined
  readonly definition: EventLog
  readonly ensure: { (): Promise<void>; forget(): void }
  /** undefined for what is no event of a log at all. */
  decode(message: RawEvent): Arrived<E> | undefined
}

/** Every kind of event under one key. */
export function keyFilter(definition: EventLog, key: string): string {
  return `${definition.prefix}.${key}.*`
}

/** The newest event under a key; of one kind, if named. */
export async function lastEvent<E>(
  context: LogContext<E>,
  key: string,
  kind = '*',
): Promise<Numbered<E> | undefined> {
  const stored = await lastStored(context, `${context.definition.prefix}.${key}.${kind}`)
  if (stored === undefined) return undefined
  const arrived = context.decode(stored)
  if (arrived?.event === undefined) throw new RpcError('INTERNAL', { message: 'the event cannot be read' })
  return { ...arrived, event: arrived.event }
}

/** 0 when there is none. */
export async function lastEventNumber<E>(context: LogContext<E>, key: string): Promise<number> {
  return Number((await lastStored(context, keyFilter(context.definition, key)))?.number ?? 0)
}

interface StoredMessage {
  readonly message: { readonly subject: string; readonly hdrs?: string; readonly data?: string }
}

async function lastStored<E>(context: LogContext<E>, subject: string): Promise<RawEvent | undefined> {
  const { link, definition } = context
  await context.ensure()
  try {
    const { message } = await api<StoredMessage>(link, `STREAM.MSG.GET.${definition.name}`, {
      last_by_subj: subject,
    })
    const number = NUMBER_LINE.exec(fromBase64(message.hdrs))?.[1]
    return { subject: message.subject, number, body: fromBase64(message.data) }
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
    traceparent: message.headers?.get(TRACEPARENT),
  })
}

export function decodeEvent<T extends Kinded>(
  definition: EventLog<T>,
  message: RawEvent,
): Arrived<z.output<T>> | undefined {
  const event = decodeItem(definition.event, message.body)
  const number = Number(message.number)
  if (!Number.isSafeInteger(number) || number < 1) return undefined
  const key = message.subject.slice(definition.prefix.length + 1, message.subject.lastIndexOf('.'))
  const traceparent = validTraceparent(message.traceparent)
  return { key, number, event, ...(traceparent === undefined ? {} : { traceparent }) }
}
