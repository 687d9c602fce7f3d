import type { Handler } from '@runhive/contracts/define'
import type { history, UsageDay } from '@runhive/contracts/history'
import type { Days } from '../db/usage.ts'

/** What all accounts together have run, in numbers. That the asker is an operator is the gateway's to know. */
export function analytics(deps: {
  analytics: (days: Days, signal: AbortSignal) => Promise<Array<UsageDay & { accounts: number }>>
}): Handler<typeof history.procedures.analytics> {
  return async (days, call) => ({ days: await deps.analytics(days, call.signal) })
}
