import type { auth } from '@runhive/contracts/auth'
import type { Handler } from '@runhive/contracts/define'
import type { FindPlan } from '../../admission/plan-cache.ts'

/** The plan of an account, and what it has used of it today. */
export function getAllowance(deps: {
  findPlanOf: FindPlan
  findUsed: (accountId: string) => Promise<{ executionsToday: number; outstanding: number }>
}): Handler<typeof auth.procedures.getAllowance> {
  return async ({ accountId }, call) => {
    const plan = await deps.findPlanOf(accountId)
    if (plan === undefined) throw call.refusal('NO_SUCH_ACCOUNT', {})
    return { plan, ...(await deps.findUsed(accountId)) }
  }
}
