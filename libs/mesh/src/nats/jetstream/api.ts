import { RpcError } from '@runhive/contracts/define'
import type { Headers } from '../../wire/envelope.ts'
import type { Connection } from '../connection/connection.ts'

/**
 * The part of the JetStream protocol that queues and logs need: a dozen requests, each one JSON message.
 * Spoken directly, so that a take costs one hop and every subject is known to `permissions.ts`.
 * https://docs.nats.io/reference/reference-protocols/nats_api_reference
 */
export const NANOS_PER_MS = 1_000_000

const API_TIMEOUT_MS = 5_000

/**
 * JetStream said no. `UNAVAILABLE` while it is starting, has no leader or too few servers, or cannot write to its disk,
 * else something that we did not expect. `isFull` says that the stream holds all that it may.
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

/** One request to `$JS.API.<verb>`. Rejects with JetStreamError, or RpcError as `Connection.request` does. */
export async function api<T>(connection: Connection, verb: string, body: unknown = ''): Promise<T> {
  const subject = `$JS.API.${verb}`
  const text = body === '' ? '' : JSON.stringify(body)
  const message = await connection
    .request(subject, text, { timeoutMs: API_TIMEOUT_MS })
    .catch((error: unknown) => {
      // Not the caller's deadline: the stream or consumer may have no leader, for example.
      throw isLate(error)
        ? new RpcError('UNAVAILABLE', { message: `${verb}: no answer`, cause: error })
        : error
    })
  const answer: T & MaybeError = message.json()
  if (answer.error) throw new JetStreamError(verb, answer.error)
  return answer
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
  connection: Connection,
  message: { subject: string; body: string; headers: Headers },
  timeoutMs: number,
): Promise<PubAck> {
  const reply = await connection.request(message.subject, message.body, {
    headers: message.headers,
    timeoutMs,
  })
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
