import type { Handler } from '@runhive/contracts/define'
import type { ExecutionResult } from '@runhive/contracts/execution-result'
import type { history } from '@runhive/contracts/history'

/** One execution with all that was kept of it. Never there, not stored and another account's are one answer. */
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
