import type { ExecutionResult } from '@runhive/contracts/execution-result'

/** A finished execution, and whose it is. */
export interface ExecutionRecord {
  readonly id: string
  readonly accountId: string
  readonly result: ExecutionResult
  /** Until when the result is kept. */
  readonly expiresAt: Date
}

/** How long results are kept, days. */
export interface Retention {
  /** Of an execution whose event does not say. */
  readonly defaultDays: number
  /** No event is believed beyond this. */
  readonly maxDays: number
}

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Whose a result is. That says the key of its event (`accountId.executionId`, see `eventKey`): the executor, which made the result,
 * does not know the account. undefined when the key is not the result's own.
 */
export function ownerOf(key: string, result: ExecutionResult): string | undefined {
  const [accountId, id, ...rest] = key.split('.')
  return accountId && id === result.id && rest.length === 0 ? accountId : undefined
}

/** A finished execution as history keeps it; undefined when it is nobody's. */
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
  // From its end, not from now: catching up keeps nothing longer.
  return {
    id: result.id,
    accountId,
    result,
    expiresAt: new Date(Date.parse(result.finishedAt) + days * DAY_MS),
  }
}

/** Text as a column can hold it: Postgres has no NUL in text. The whole result is kept exactly beside it. */
export function toColumnText(text: string): string {
  return text.replaceAll('\0', '\u{fffd}')
}
