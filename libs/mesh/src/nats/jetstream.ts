import type { Msg } from '@nats-io/transport-node'
import { RpcError } from '@runhive/contracts/define'
import type { Headers } from '../envelope.ts'
import type { Link } from './link.ts'

/**
 * The part of the JetStream protocol that queues and logs need: a dozen requests, each one JSON message.
 * Spoken directly, so that a take costs one hop and every subject is known to `permissions.ts`.
 * https://docs.nats.io/reference/reference-protocols/nats_api_reference
 */
export const NANOS_PER_MS = 1_000_000

const API_TIMEOUT_MS = 5_000

/**
 * JetStream said no. `UNAVAILABLE` while it is starting, has no leader or too few servers, or cannot write to its disk,
 * else something that we did not expect. A stream that is full of what it may hold is told by `isFull`.
 */
export class JetStreamError extends RpcError {
  readonly errorCode: number
  /** The stream holds all that it may. */
  readonly isFull: boolean
  constructor(subject: string, { code, err_code = 0, description = 'failed' }: ApiError) {
    const isNotStored = err_code === ERROR_STREAM_STORE_FAILED
    // The same number says that the disk is full: only the words tell the two apart.
    const isFull = isNotStored && FULL.test(description)
    const isAway = code === 503 || isNotStored || err_code === ERROR_NO_SUITABLE_PEERS
    super(isAway && !isFull ? 'UNAVAILABLE' : 'INTERNAL', {
      message: `${subject}: ${description} (${err_code})`,
    })
    this.name = 'JetStreamError'
    this.errorCode = err_code
    this.isFull = isFull
  }
}

// Numbers from nats-server's server/errors.json.
export const ERROR_NO_MESSAGE = 10037
export const ERROR_NO_CONSUMER = 10014
export const ERROR_NO_STREAM = 10059
export const ERROR_STREAM_NAME_IN_USE = 10058
export const ERROR_SUBJECTS_OVERLAP = 10065
const ERROR_NO_SUITABLE_PEERS = 10005
const ERROR_STREAM_STORE_FAILED = 10077
const FULL = /^maximum (messages|bytes) exceeded/

interface ApiError {
  /** As in HTTP. */
  readonly code?: number
  readonly err_code?: number
  readonly description?: string
}
interface MaybeError {
  readonly error?: ApiError
}

/** One request to `$JS.API.<verb>`. Rejects with JetStreamError, or RpcError as `Link.request` does. */
export async function api<T>(link: Link, verb: string, body: unknown = ''): Promise<T> {
  const subject = `$JS.API.${verb}`
  const text = body === '' ? '' : JSON.stringify(body)
  const message = await link.request(subject, text, { timeoutMs: API_TIMEOUT_MS }).catch((error: unknown) => {
    // It is not the caller whose time is over: nobody leads what was asked for, say.
    throw isLate(error) ? new RpcError('UNAVAILABLE', { message: `${verb}: no answer`, cause: error }) : error
  })
  const answer: T & MaybeError = message.json()
  if (answer.error) throw new JetStreamError(verb, answer.error)
  return answer
}

export interface ConsumerConfig {
  readonly ack_policy: 'explicit' | 'none'
  readonly deliver_policy: 'all' | 'by_start_sequence'
  readonly durable_name?: string
  readonly name?: string
  readonly filter_subject?: string
  readonly [setting: string]: unknown
}

export interface ConsumerInfo {
  readonly config: ConsumerConfig
  /** By the server's clock. */
  readonly created: string
  readonly delivered: { readonly stream_seq: number }
  readonly ack_floor: { readonly stream_seq: number }
  /** Delivered and not done. */
  readonly num_ack_pending: number
}

/**
 * Creates the consumer, or gives an existing durable one these settings. Rejects with `UNAVAILABLE` when its stream
 * is not there: of a cluster it may be asked a server that has not heard of the stream yet.
 */
export async function ensureConsumer(
  link: Link,
  stream: string,
  config: ConsumerConfig,
): Promise<ConsumerInfo> {
  const name = config.durable_name ?? config.name
  const verb =
    config.durable_name === undefined
      ? `CONSUMER.CREATE.${stream}.${name}`
      : `CONSUMER.DURABLE.CREATE.${stream}.${name}`
  return api<ConsumerInfo>(link, verb, { stream_name: stream, config }).catch((cause: unknown) => {
    const isUnheardOf = cause instanceof JetStreamError && cause.errorCode === ERROR_NO_STREAM
    throw isUnheardOf ? new RpcError('UNAVAILABLE', { message: cause.message, cause }) : cause
  })
}

/**
 * undefined when there is none, or no such stream. Asking has the server forget requests of askers that have gone,
 * too.
 */
export async function findConsumer(
  link: Link,
  stream: string,
  name: string,
): Promise<ConsumerInfo | undefined> {
  try {
    return await api<ConsumerInfo>(link, consumerInfoVerb(stream, name))
  } catch (error) {
    const code = error instanceof JetStreamError ? error.errorCode : undefined
    if (code === ERROR_NO_CONSUMER || code === ERROR_NO_STREAM) return undefined
    throw error
  }
}

export function consumerInfoVerb(stream: string, name: string): string {
  return `CONSUMER.INFO.${stream}.${name}`
}

/**
 * Runs `ensure` once for all callers, and again if it failed or the server was away since. Everyone awaits the same
 * promise, so pipelined callers go on in the order in which they came.
 */
export function once(link: Link, ensure: () => Promise<void>): { (): Promise<void>; forget(): void } {
  let running: Promise<void> | undefined
  let absences = 0
  const forget = () => {
    running = undefined
  }
  const run = () => {
    if (running !== undefined && absences === link.absences()) return running
    absences = link.absences()
    const started = ensure().catch((error: unknown) => {
      if (running === started) forget()
      throw error
    })
    running = started
    return started
  }
  return Object.assign(run, { forget })
}

export interface PubAck {
  readonly stream: string
  readonly seq: number
  readonly duplicate?: boolean
}

/**
 * Stores one message. `headers` should carry a message id, which makes sending it again harmless. Rejects with
 * `UNAVAILABLE` also when the leader of a cluster knows the id and nothing else: the message is on its way to the
 * other servers and may never get there, or it was refused by a full stream (2.10 calls both a duplicate, number 0,
 * until it forgets its ids). Neither is stored.
 */
export async function store(
  link: Link,
  message: { subject: string; body: string; headers: Headers },
  timeoutMs: number,
): Promise<PubAck> {
  const reply = await link.request(message.subject, message.body, { headers: message.headers, timeoutMs })
  const ack: PubAck & MaybeError = reply.json()
  if (ack.error) throw new JetStreamError(message.subject, ack.error)
  if (ack.duplicate && ack.seq === 0) {
    throw new RpcError('UNAVAILABLE', { message: `${message.subject}: not known to be stored yet` })
  }
  return ack
}

export function isFull(error: unknown): boolean {
  return error instanceof JetStreamError && error.isFull
}

/** Whether this is what `api` says when it got no answer at all. */
export function isSilence(error: unknown): boolean {
  return error instanceof RpcError && error.code === 'UNAVAILABLE' && isLate(error.cause)
}

function isLate(error: unknown): boolean {
  return error instanceof RpcError && error.code === 'DEADLINE_EXCEEDED'
}

/** Whether the same request may succeed a moment later. */
export function isTransient(error: unknown): boolean {
  return error instanceof RpcError && (error.code === 'UNAVAILABLE' || error.code === 'DEADLINE_EXCEEDED')
}

export interface DeliveryInfo {
  readonly consumer: string
  readonly delivered: number
  readonly streamSequence: number
  /** By the server's clock, milliseconds since the epoch. */
  readonly storedAt: number
  readonly pending: number
}

/**
 * What the server answers in place of a message: 404, 408, 409. Never one that was stored, even if it looks like
 * that: a status has no address to acknowledge it at.
 */
export function statusOf(message: Msg): number | undefined {
  return message.reply ? undefined : message.headers?.code || undefined
}

/** What a stored message's reply subject tells: `$JS.ACK.<stream>.<consumer>.<delivered>.<stream seq>.…`. */
export function deliveryInfo(message: Msg): DeliveryInfo {
  const tokens = (message.reply ?? '').split('.')
  // Servers with accounts or domains put two more tokens in front.
  const at = tokens.length > 9 ? 6 : 4
  return {
    consumer: tokens[at - 1] ?? '',
    delivered: Number(tokens[at]),
    streamSequence: Number(tokens[at + 1]),
    storedAt: Number(tokens[at + 3]) / NANOS_PER_MS,
    pending: Number(tokens[at + 4]),
  }
}
