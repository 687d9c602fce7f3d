import { RpcError } from '@runhive/contracts/define'
import type { Connection } from '../connection/connection.ts'
import { api, ERROR_NO_CONSUMER, ERROR_NO_STREAM, JetStreamError } from './api.ts'

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
  readonly delivered: { readonly stream_seq: number }
  readonly ack_floor: { readonly stream_seq: number }
  /** Delivered and not done. */
  readonly num_ack_pending: number
}

/**
 * Creates the consumer, or gives an existing durable one these settings. Rejects with `UNAVAILABLE` when its stream
 * does not exist: in a cluster the server that answers may not have heard of the stream yet.
 */
export async function createConsumer(
  connection: Connection,
  stream: string,
  config: ConsumerConfig,
): Promise<ConsumerInfo> {
  const name = config.durable_name ?? config.name
  const verb =
    config.durable_name === undefined
      ? `CONSUMER.CREATE.${stream}.${name}`
      : `CONSUMER.DURABLE.CREATE.${stream}.${name}`
  return api<ConsumerInfo>(connection, verb, { stream_name: stream, config }).catch((cause: unknown) => {
    const isUnknownStream = cause instanceof JetStreamError && cause.errorCode === ERROR_NO_STREAM
    throw isUnknownStream ? new RpcError('UNAVAILABLE', { message: cause.message, cause }) : cause
  })
}

/** undefined when there is no such consumer or no such stream. */
export async function findConsumer(
  connection: Connection,
  stream: string,
  name: string,
): Promise<ConsumerInfo | undefined> {
  try {
    return await api<ConsumerInfo>(connection, `CONSUMER.INFO.${stream}.${name}`)
  } catch (error) {
    const code = error instanceof JetStreamError ? error.errorCode : undefined
    if (code === ERROR_NO_CONSUMER || code === ERROR_NO_STREAM) return undefined
    throw error
  }
}

/** Where a consumer is asked for its next message. */
export function nextMessageSubject(stream: string, consumer: string): string {
  return `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`
}
