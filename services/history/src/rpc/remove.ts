import type { Handler } from '@runhive/contracts/define'
import type { history } from '@runhive/contracts/history'

/** Deletes one execution. One answer if it never was there, was not stored or belongs to another account. */
export function remove(deps: {
  remove: (execution: { accountId: string; id: string }) => Promise<boolean>
}): Handler<typeof history.procedures.remove> {
  return async ({ accountId, id }, call) => {
    if (!(await deps.remove({ accountId, id }))) throw call.refusal('NOT_FOUND', {})
    return {}
  }
}
