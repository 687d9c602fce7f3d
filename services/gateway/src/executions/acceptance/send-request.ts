import { eventKey, type WorkItem } from '@runhive/contracts/execution-streams'
import type { Log } from '@runhive/mesh/mesh'
import type { Logger } from '@runhive/process/log'
import { withTimeout } from '@runhive/process/timeout'
import type { SentRequest } from '../lookup/find-request.ts'

export interface SendRequestDeps {
  readonly requests: Pick<Log<SentRequest>, 'append' | 'erase'>
  readonly log: Pick<Logger, 'warn'>
}

/** A request on its way to history. */
export interface Sending {
  /** Resolves when it is stored, or after a while: a failure must not be the caller's problem. Never rejects. */
  readonly settled: Promise<void>
  /** The execution was refused: nothing of it must be kept. */
  withdraw(): void
}

/** How long accepting waits for it. It is sent beside the item of the queue, and so is stored about when that is. */
const MAX_WAIT_MS = 1_000

/** Sends the request to history, if the item says that it is sent. */
export function sendRequest(
  { requests, log }: SendRequestDeps,
  item: WorkItem,
  traceparent: string | undefined,
): Sending | undefined {
  if (item.requestSent !== true) return undefined
  const key = eventKey(item.accountId, item.id)
  // To run the same again needs none of these, and a webhook's URL may be a secret.
  const { store, webhook, idempotencyKey, ...request } = item.request
  const stored = requests.append(key, 1, { kind: 'asked', request }, { traceparent }).catch((cause) => {
    log.warn({ err: cause, executionId: item.id }, 'could not send a request to history')
  })
  return {
    settled: withTimeout(stored, MAX_WAIT_MS, () => undefined),
    withdraw() {
      void stored
        .then(() => requests.erase(key))
        .catch((cause) =>
          log.warn({ err: cause, executionId: item.id }, 'could not remove a refused request'),
        )
    },
  }
}
