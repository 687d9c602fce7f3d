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
const CREATE_TRIES = 20
const CREATE_PAUSE_MS = 25
const MAKE_ANEW_TRIES = 10
const MAKE_ANEW_PAUSE_MS = 100

/** JetStream said no. `UNAVAILABLE` while it is starting or has no leader, else something that we did not expect. */
export class JetStreamError extends RpcError {
  readonly errorCode: number
  constructor(subject: string, { code, err_code = 0, description = 'failed' }: ApiError) {
    super(code === 503 && err_code !== ERROR_STREAM_STORE_FAILED ? 'UNAVAILABLE' : 'INTERNAL', {
      message: `${subject}: ${description} (${err_code})`,
    })
    this.name = 'JetStreamError'
    this.errorCode = err_code
  }
}

// Numbers from nats-server's server/errors.json.
export const ERROR_NO_MESSAGE = 10037
const ERROR_NO_CONSUMER = 10014
const ERROR_STREAM_NAME_IN_USE = 10058
const ERROR_SUBJECTS_OVERLAP = 10065
const ERROR_STREAM_STORE_FAILED = 10077

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
  const message = await link.request(subject, text, { timeoutMs: API_TIMEOUT_MS })
  const answer: T & MaybeError = message.json()
  if (answer.error) throw new JetStreamError(verb, answer.error)
  return answer
}

export interface StreamConfig {
  readonly name: string
  readonly subjects: ReadonlyArray<string>
  readonly [setting: string]: unknown
}

/**
 * Creates the stream, or gives an existing one these settings. Safe when several processes do it at once: the server may
 * then tell one of them, for a moment, that its subjects overlap with those of the very stream the other is creating.
 */
export async function ensureStream(link: Link, config: StreamConfig): Promise<void> {
  for (let left = CREATE_TRIES; ; left -= 1) {
    try {
      await api(link, `STREAM.CREATE.${config.name}`, config)
      return
    } catch (error) {
      const code = error instanceof JetStreamError ? error.errorCode : undefined
      if (code === ERROR_STREAM_NAME_IN_USE) break
      if (code !== ERROR_SUBJECTS_OVERLAP || left === 1) throw error
      await new Promise((resolve) => setTimeout(resolve, CREATE_PAUSE_MS))
    }
  }
  await api(link, `STREAM.UPDATE.${config.name}`, config)
}

export interface ConsumerConfig {
  readonly ack_policy: 'explicit' | 'none'
  readonly deliver_policy: 'all' | 'by_start_sequence'
  readonly durable_name?: string
  readonly name?: string
  readonly filter_subject?: string
  readonly [setting: string]: unknown
}

interface ConsumerInfo {
  readonly delivered: { readonly stream_seq: number }
  readonly ack_floor: { readonly stream_seq: number }
}
interface StreamInfo {
  readonly config: { readonly name: string; readonly retention: string }
  readonly state: { readonly messages: number; readonly first_seq: number; readonly last_seq: number }
}

/** Creates the consumer, or gives an existing durable one these settings. */
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
  return api<ConsumerInfo>(link, verb, { stream_name: stream, config })
}

/** The same for a durable consumer, which is made anew when it counts further than its stream. */
export async function ensureDurable(
  link: Link,
  stream: string,
  config: ConsumerConfig & { readonly durable_name: string },
): Promise<void> {
  const consumer = await ensureConsumer(link, stream, config)
  if (consumer.delivered.stream_seq === 0) return
  const info = await api<StreamInfo>(link, `STREAM.INFO.${stream}`)
  const first = await firstSequence(link, info, config.filter_subject)
  if (!isAhead(consumer, info, first)) return
  // It would wait for ever for numbers that have been given anew. A new one begins with what is stored.
  await makeAnew(link, stream, config)
}

/** Tried a few times: a server that has just started may still be writing the files that it is told to remove. */
async function makeAnew(
  link: Link,
  stream: string,
  config: ConsumerConfig & { readonly durable_name: string },
): Promise<void> {
  for (let left = MAKE_ANEW_TRIES; ; left -= 1) {
    try {
      await api(link, `CONSUMER.DELETE.${stream}.${config.durable_name}`).catch((error: unknown) => {
        // Gone already: by another instance, or by a try before this one.
        if (!(error instanceof JetStreamError) || error.errorCode !== ERROR_NO_CONSUMER) throw error
      })
      await ensureConsumer(link, stream, config)
      return
    } catch (error) {
      if (left === 1 || !(error instanceof JetStreamError)) throw error
      await new Promise((resolve) => setTimeout(resolve, MAKE_ANEW_PAUSE_MS))
    }
  }
}

/**
 * Whether a consumer counts further than its stream: a server that is killed while a stream is empty may forget the stream's
 * count and remember the consumer's (seen with 2.9). New messages then have numbers that count as delivered. The stream is
 * asked after the consumer, so that nothing delivered meanwhile looks like it.
 */
function isAhead(
  { delivered, ack_floor }: ConsumerInfo,
  { config, state }: StreamInfo,
  first: number | undefined,
): boolean {
  if (delivered.stream_seq > state.last_seq) return true
  // In a work queue what was done is gone: a message with such a number came after the count had begun anew.
  return config.retention === 'workqueue' && first !== undefined && first <= ack_floor.stream_seq
}

/** Of the first message there is for a consumer with this filter; undefined when there is none. */
async function firstSequence(
  link: Link,
  { config, state }: StreamInfo,
  filter: string | undefined,
): Promise<number | undefined> {
  if (state.messages === 0) return undefined
  if (filter === undefined || config.retention !== 'workqueue') return state.first_seq
  try {
    const request = { seq: 1, next_by_subj: filter }
    const found = await api<{ message: { seq: number } }>(link, `STREAM.MSG.GET.${config.name}`, request)
    return found.message.seq
  } catch (error) {
    if (error instanceof JetStreamError && error.errorCode === ERROR_NO_MESSAGE) return undefined
    throw error
  }
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

/** Stores one message. `headers` should carry a message id, which makes sending it again harmless. */
export async function store(
  link: Link,
  message: { subject: string; body: string; headers: Headers },
  timeoutMs: number,
): Promise<PubAck> {
  const reply = await link.request(message.subject, message.body, { headers: message.headers, timeoutMs })
  const ack: PubAck & MaybeError = reply.json()
  if (ack.error) throw new JetStreamError(message.subject, ack.error)
  return ack
}

export function isFull(error: unknown): boolean {
  return error instanceof JetStreamError && error.errorCode === ERROR_STREAM_STORE_FAILED
}

/** Whether the same request may succeed a moment later. */
export function isTransient(error: unknown): boolean {
  return error instanceof RpcError && (error.code === 'UNAVAILABLE' || error.code === 'DEADLINE_EXCEEDED')
}

export interface DeliveryInfo {
  readonly consumer: string
  readonly delivered: number
  readonly streamSequence: number
  readonly pending: number
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
    pending: Number(tokens[at + 4]),
  }
}
