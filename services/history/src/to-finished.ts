import { randomUUID } from 'node:crypto'
import type { ExecutionEvent } from '@runhive/contracts/execution-result'
import type { executionRequests } from '@runhive/contracts/execution-streams'
import type { AskedRequest } from '@runhive/contracts/request'
import type { Log } from '@runhive/mesh/mesh'
import type { Logger } from '@runhive/process/log'
import type * as z from 'zod'
import { type Finished, type NewWebhook, type Retention, toRecord } from './domain/record.ts'
import type { SealedPayloads } from './webhooks/sealed-payloads.ts'

/** Longer than a gateway goes on trying to send a request: one that has not come by then will not come. */
const MAX_WAIT_MS = 60_000

type Asked = z.output<(typeof executionRequests)['event']>

export interface ToFinishedDeps {
  /** What was asked, by the key of the execution. */
  readonly requests: Pick<Log<Asked>, 'last'>
  readonly retention: Retention
  /** Encrypts the payload of a webhook. */
  readonly seal: SealedPayloads['seal']
  readonly log: Pick<Logger, 'warn' | 'error'>
  readonly now: () => Date
}

/** Event and key of an execution that has finished. */
export interface FinishedEvent {
  readonly key: string
  readonly event: Extract<ExecutionEvent, { kind: 'finished' }>
}

/** What is to be recorded of an event, and whether that is all of it: else it must come again for the rest. */
export interface Prepared {
  readonly finished: Finished
  readonly isComplete: boolean
}

/**
 * What is to be recorded of an event: its result, with the request if it was sent, so that nothing is stored of
 * executions that were refused or lost, and with its webhook if it has one. What cannot be had now keeps nothing else
 * from being recorded. undefined for an event under a wrong key.
 */
export async function toFinished(
  deps: ToFinishedDeps,
  { key, event }: FinishedEvent,
): Promise<Prepared | undefined> {
  const record = toRecord({ key, ...event }, deps.retention)
  if (record === undefined) {
    // A retry cannot repair it: a failure would only bring the event again and again.
    deps.log.error({ executionId: event.result.id }, 'a finished event under a wrong key is not kept')
    return undefined
  }
  const later = (err: unknown, what: string): Later => {
    deps.log.warn({ executionId: record.id, err }, `${what}; the rest is recorded, and this is tried again`)
    return LATER
  }
  const { result } = event
  const json = result.stored || event.webhook ? JSON.stringify(result) : ''
  const [request, webhook] = await Promise.all([
    findRequest(deps, key, event).catch((err) => later(err, 'the request cannot be looked up')),
    makeWebhook(deps, record.accountId, event, json).catch((err) =>
      later(err, 'the webhook cannot be encrypted'),
    ),
  ])
  return {
    finished: {
      ...record,
      ...(result.stored ? { resultJson: json } : {}),
      ...(request === LATER || request === undefined ? {} : { requestJson: JSON.stringify(request) }),
      ...(webhook === LATER ? {} : { webhook }),
    },
    isComplete: request !== LATER && webhook !== LATER,
  }
}

/** In place of what can only be had later. */
const LATER = 'later'
type Later = typeof LATER

/** What was asked; undefined if it was not sent, is not to be stored, or did not arrive. */
async function findRequest(
  { requests, log, now }: ToFinishedDeps,
  key: string,
  { requestSent, result }: FinishedEvent['event'],
): Promise<AskedRequest | undefined | Later> {
  if (requestSent !== true || !result.stored) return undefined
  const sent = await requests.last(key, 'asked')
  if (sent !== undefined) return sent.event.request
  // The stream may have been without a leader.
  if (now().getTime() - Date.parse(result.finishedAt) < MAX_WAIT_MS) return LATER
  log.error({ executionId: result.id }, 'the request did not arrive; the result is kept without it')
  return undefined
}

async function makeWebhook(
  { seal }: ToFinishedDeps,
  accountId: string,
  { result, webhook }: FinishedEvent['event'],
  json: string,
): Promise<NewWebhook | undefined | Later> {
  if (webhook === undefined) return undefined
  const head = JSON.stringify({ type: 'execution.finished', timestamp: result.finishedAt })
  const payload = `${head.slice(0, -1)},"data":${json}}`
  const made = { id: randomUUID(), url: webhook.url }
  // A result that must not be stored waits encrypted.
  return result.stored
    ? { ...made, payload }
    : { ...made, sealed: await seal({ accountId, id: made.id }, payload) }
}
