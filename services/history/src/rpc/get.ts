import type { Handler } from '@runhive/contracts/define'
import type { ExecutionResult } from '@runhive/contracts/execution-result'
import type { history } from '@runhive/contracts/history'

/** One execution with its result. One answer if it never was there, was not stored or belongs to another account. */
export function get(deps: {
  find: (
    execution: { accountId: string; id: string },
    signal: AbortSignal,
  ) => Promise<ExecutionResult | undefined>
}): Handler<typeof history.procedures.get> {
  return async ({ accountId, id }, call) => {
    const result = await deps.find({ accountId, id }, call.signal)
    if (!result) throw call.refusal('NOT_FOUND', {})
    return result
  }
}
