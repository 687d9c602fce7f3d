import { namespaceOf, whoMay } from './admission.ts'

/** An operator has stopped an account. */
export interface Suspension {
  readonly at: Date
  /** What the operator wrote, for the owner to read. */
  readonly reason: string
}

/**
 * What a person may still do, beside what is for anyone and their `account` itself: see, export and remove what they
 * have. A suspension ends running, making and changing things, and an operator's rights.
 */
const STILL_ALLOWED: ReadonlySet<string> = new Set([
  'executions.list',
  'executions.get',
  'executions.request',
  'executions.export',
  'executions.remove',
  'keys.list',
  'keys.remove',
  'webhooks.deliveries',
])

/**
 * Keys belong to programs and may do nothing, not even what is for anyone: their owners see at once why they no longer
 * work.
 */
export function mayWhileSuspended(credential: 'key' | 'session', procedure: string): boolean {
  if (credential === 'key') return false
  return (
    whoMay(procedure) === 'anyone' || namespaceOf(procedure) === 'account' || STILL_ALLOWED.has(procedure)
  )
}

/**
 * undefined for an operator's own account: there may be no other operator to resume it. Keeps the time of an earlier
 * suspension.
 */
export function suspend(
  account: { readonly id: string; readonly suspension: Suspension | undefined },
  request: { readonly by: string; readonly reason: string; readonly at: Date },
): Suspension | undefined {
  if (request.by === account.id) return undefined
  return { at: account.suspension?.at ?? request.at, reason: request.reason }
}
