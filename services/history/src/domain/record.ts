import type { ExecutionResult } from '@runhive/contracts/execution'

/** What history keeps of an execution. */
export interface ExecutionRecord {
  readonly id: string
  readonly accountId: string
  readonly result: ExecutionResult
}

export type Recording =
  | { readonly kind: 'keep'; readonly record: ExecutionRecord }
  /** The caller asked that nothing outlives the answer. */
  | { readonly kind: 'not stored' }
  /** The event stands under a key that is not its own. */
  | { readonly kind: 'misplaced' }

/**
 * What to do with a finished execution. Whose it is says the key of its event (`accountId.executionId`, see `eventKey`): the
 * executor, which made the result, does not know the account.
 */
export function toRecording(key: string, result: ExecutionResult): Recording {
  const [accountId, id, ...rest] = key.split('.')
  if (!accountId || id !== result.id || rest.length > 0) return { kind: 'misplaced' }
  return result.stored ? { kind: 'keep', record: { id, accountId, result } } : { kind: 'not stored' }
}

/** Text as a column can hold it: Postgres has no NUL in text. The whole result is kept exactly beside it. */
export function toColumnText(text: string): string {
  return text.replaceAll('\0', '\u{fffd}')
}
