import type { Plan } from '@runhive/contracts/account'
import type { auth } from '@runhive/contracts/auth'
import type { Handler } from '@runhive/contracts/define'

/** Makes or replaces a plan. Every process looks plans up again within half a second. */
export function putPlan(deps: {
  put: (plan: Plan) => Promise<void>
}): Handler<typeof auth.procedures.putPlan> {
  return async (plan) => {
    await deps.put(plan)
    return plan
  }
}
