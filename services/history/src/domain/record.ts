import type { ExecutionResult } from '@runhive/contracts/execution-result'

/** A finished execution, and its account. */
export interface ExecutionRecord {
  readonly id: string
  readonly accountId: string
  readonly result: ExecutionResult
  /** When the result expires. */
  readonly expiresAt: Date
}

/** All that is recorded of a finished execution. Its large parts are JSON already, to be made once and stored so. */
export interface Finished extends ExecutionRecord {
  /** The result; absent when it must not be stored. */
  readonly resultJson?: string | undefined
  /** What was asked, if that is stored. */
  readonly requestJson?: string | undefined
  readonly webhook?: NewWebhook | undefined
}

/** A webhook that is to be sent: its payload as JSON, or encrypted. */
export type NewWebhook = {
  readonly id: string
  readonly url: string
} & ({ readonly payload: string } | { readonly sealed: string })

/** How long results are kept, days. */
export interface Retention {
  /** For an execution whose event does not say. */
  readonly defaultDays: number
  /** The upper limit, even if the event says more. */
  readonly maxDays: number
}

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * The account of a result. The key of its event has it (`accountId.executionId`, see `eventKey`): the executor, which
 * made the result, does not know the account. undefined when the key does not belong to the result.
 */
export function ownerOf(key: string, result: ExecutionResult): string | undefined {
  const [accountId, id, ...rest] = key.split('.')
  return accountId && id === result.id && rest.length === 0 ? accountId : undefined
}

/** A finished execution as history stores it; undefined when its account is not known. */
export function toRecord(
  {
    key,
    result,
    retentionDays,
  }: { key: string; result: ExecutionResult; retentionDays?: number | undefined },
  retention: Retention,
): ExecutionRecord | undefined {
  const accountId = ownerOf(key, result)
  if (accountId === undefined) return undefined
  const days = Math.min(retentionDays ?? retention.defaultDays, retention.maxDays)
  // From its end, not from now: catching up must not prolong it.
  return {
    id: result.id,
    accountId,
    result,
    expiresAt: new Date(Date.parse(result.finishedAt) + days * DAY_MS),
  }
}

/**
 * Text as a column can hold it: Postgres has neither NUL nor half a surrogate pair in text. The whole result is kept
 * exactly beside it.
 */
export function toColumnText(text: string): string {
  return text.replaceAll('\0', '\u{fffd}').toWellFormed()
}
