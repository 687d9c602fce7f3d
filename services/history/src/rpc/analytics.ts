import type { Handler } from '@runhive/contracts/define'
import type { history, UsageDay } from '@runhive/contracts/history'
import type { Days } from '../db/usage.ts'

/** Usage of all accounts together. The gateway checks that the caller is an operator. */
export function analytics(deps: {
  analytics: (days: Days, signal: AbortSignal) => Promise<Array<UsageDay & { accounts: number }>>
}): Handler<typeof history.procedures.analytics> {
  return async (days, call) => ({ days: await deps.analytics(days, call.signal) })
}
