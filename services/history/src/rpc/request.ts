import type { Handler } from '@runhive/contracts/define'
import type { history } from '@runhive/contracts/history'
import type { AskedRequest } from '@runhive/contracts/request'

/** The request of one execution. One answer if it never was there, was not stored or belongs to another account. */
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
