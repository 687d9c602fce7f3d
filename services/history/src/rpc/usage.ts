import type { Handler } from '@runhive/contracts/define'
import type { history, UsageDay } from '@runhive/contracts/history'
import type { Days } from '../db/usage.ts'

/** An account's usage by day and language. */
export function usage(deps: {
  usage: (query: Days & { accountId: string }, signal: AbortSignal) => Promise<UsageDay[]>
}): Handler<typeof history.procedures.usage> {
  return async (query, call) => ({ days: await deps.usage(query, call.signal) })
}
