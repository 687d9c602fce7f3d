import { namespaceOf, whoMay } from './admission.ts'

/** An operator has stopped an account. */
export interface Suspension {
  readonly at: Date
  /** What the operator wrote, for the owner to read. */
  readonly reason: string
}

/**
 * What a person may still do, beside what is for anyone and their `account` itself: see, take along and remove what they have. Running, making,
 * changing and an operator's rights are what a suspension takes.
 */
const STAYS: ReadonlySet<string> = new Set([
  'executions.list',
  'executions.get',
  'executions.request',
  'executions.export',
  'executions.remove',
  'keys.list',
  'keys.remove',
  'webhooks.deliveries',
])

/** Keys are programs' and may do nothing, not even what is for anyone: whoever holds one learns at once why it no longer works. */
export function mayWhileSuspended(credential: 'key' | 'session', procedure: string): boolean {
  if (credential === 'key') return false
  return whoMay(procedure) === 'anyone' || namespaceOf(procedure) === 'account' || STAYS.has(procedure)
}

/** Undefined for an operator's own account: nobody else might be there to take it back. What is suspended stays so since when it was. */
export function suspend(
  account: { readonly id: string; readonly suspension: Suspension | undefined },
  asked: { readonly by: string; readonly reason: string; readonly at: Date },
): Suspension | undefined {
  if (asked.by === account.id) return undefined
  return { at: account.suspension?.at ?? asked.at, reason: asked.reason }
}
