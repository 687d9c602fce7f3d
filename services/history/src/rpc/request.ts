import type { Handler } from '@runhive/contracts/define'
import type { history } from '@runhive/contracts/history'
import type { AskedRequest } from '@runhive/contracts/request'

/** What was asked of one execution. Never there, not stored and another account's are one answer. */
export function request(deps: {
  find: (
    execution: { accountId: string; id: string },
    signal: AbortSignal,
  ) => Promise<AskedRequest | undefined>
}): Handler<typeof history.procedures.request> {
  return async ({ accountId, id }, call) => {
    const found = await deps.find({ accountId, id }, call.signal)
    if (!found) throw call.refusal('NOT_FOUND', {})
    return found
  }
}
