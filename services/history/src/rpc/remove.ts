import type { Handler } from '@runhive/contracts/define'
import type { history } from '@runhive/contracts/history'

/** Deletes what is kept of one execution. Never there, not stored and another account's are one answer. */
export function remove(deps: {
  remove: (execution: { accountId: string; id: string }) => Promise<boolean>
}): Handler<typeof history.procedures.remove> {
  return async ({ accountId, id }, call) => {
    if (!(await deps.remove({ accountId, id }))) throw call.refusal('NOT_FOUND', {})
    return {}
  }
}
