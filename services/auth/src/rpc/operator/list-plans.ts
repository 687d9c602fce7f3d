import type { Plan } from '@runhive/contracts/account'
import type { auth } from '@runhive/contracts/auth'
import type { Handler } from '@runhive/contracts/define'

export function listPlans(deps: { list: () => Promise<Plan[]> }): Handler<typeof auth.procedures.listPlans> {
  return async () => ({ plans: await deps.list() })
}
