import { eventKey, type executionRequests, type WorkItem } from '@runhive/contracts/execution-streams'
import type { Log } from '@runhive/mesh/mesh'
import type { Logger } from '@runhive/process/log'
import type * as z from 'zod'
import { atMost } from './at-most.ts'

export type SentRequest = z.output<(typeof executionRequests)['event']>

export interface SendRequestDeps {
  readonly requests: Pick<Log<SentRequest>, 'append' | 'erase'>
  readonly log: Pick<Logger, 'warn'>
}

/** What was asked, under way to history. */
export interface Sending {
  /** Resolves when it is stored, or after a while: trouble with it is not the caller's. Never rejects. */
  readonly settled: Promise<void>
  /** The execution was refused: nothing of it must stay. */
  withdraw(): void
}

/** As long as accepting waits for it. It is sent beside the item of the queue, and so is stored about when that is. */
const PATIENCE_MS = 1_000

/** Sends what was asked to history, if the item says that it is sent. */
export function sendRequest(
  { requests, log }: SendRequestDeps,
  item: WorkItem,
  traceparent: string | undefined,
): Sending | undefined {
  if (item.requestSent !== true) return undefined
  const key = eventKey(item.accountId, item.id)
  // The same again needs none of these, and a webhook's address may be a secret.
  const { store, webhook, idempotencyKey, ...request } = item.request
  const stored = requests.append(key, 1, { kind: 'asked', request }, { traceparent }).catch((cause) => {
    log.warn({ err: cause, executionId: item.id }, 'could not send a request to history')
  })
  return {
    settled: atMost(stored, PATIENCE_MS),
    withdraw() {
      void stored
        .then(() => requests.erase(key))
        .catch((cause) =>
          log.warn({ err: cause, executionId: item.id }, 'could not remove a refused request'),
        )
    },
  }
}
