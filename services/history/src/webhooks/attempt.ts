import type { Attempt } from '../db/deliveries.ts'
import { signedHeaders, type WebhookMessage } from '../domain/webhook-signature.ts'
import type { FailureKind } from './failure.ts'
import type { Sent, WebhookRequest } from './send.ts'

/** A message, its account, and its receiver. */
export interface Outgoing extends WebhookMessage {
  readonly accountId: string
  readonly url: string
}

export interface Attempted {
  /** For the log of the delivery. */
  readonly attempt: Attempt
  /** undefined when it was delivered. */
  readonly failure: FailureKind | undefined
}

export type MakeAttempt = (outgoing: Outgoing) => Promise<Attempted>

export interface AttemptDeps {
  /** The keys to sign with. */
  readonly keysOf: (accountId: string, now: Date) => Promise<readonly Buffer[]>
  readonly send: (request: WebhookRequest) => Promise<Sent>
  readonly now: () => Date
  /** Is called after each try. */
  readonly observe: (attempted: Attempted) => void
}

/** Signs a message and tries once to deliver it. Rejects only when the keys cannot be read. */
export function createAttempt({ keysOf, send, now, observe }: AttemptDeps): MakeAttempt {
  return async ({ accountId, url, id, body }) => {
    const at = now()
    const keys = await keysOf(accountId, at)
    const startedAt = performance.now()
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Runhive-Webhooks/1',
      ...signedHeaders({ id, body }, { at, keys }),
    }
    const { httpStatus, failure } = await send({ url, headers, body })
    const attempt = {
      at: at.toISOString(),
      durationMs: Math.round(performance.now() - startedAt),
      httpStatus: httpStatus ?? null,
      error: failure?.message ?? null,
    }
    const attempted = { attempt, failure: failure?.kind }
    observe(attempted)
    return attempted
  }
}
