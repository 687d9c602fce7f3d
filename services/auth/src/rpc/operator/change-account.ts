import type { Account, Plan } from '@runhive/contracts/account'
import type { auth } from '@runhive/contracts/auth'
import type { Handler } from '@runhive/contracts/define'

export interface AccountChange {
  readonly plan?: string | undefined
  readonly role?: Account['role'] | undefined
}

/** Gives an account another plan or role. */
export function changeAccount(deps: {
  listPlans: () => Promise<Plan[]>
  /** False when there is no such account. */
  change: (accountId: string, change: AccountChange) => Promise<boolean>
  findAccount: (accountId: string) => Promise<Account | undefined>
}): Handler<typeof auth.procedures.changeAccount> {
  return async ({ accountId, plan, role }, call) => {
    if (plan !== undefined) {
      const plans = (await deps.listPlans()).map(({ name }) => name)
      if (!plans.includes(plan)) throw call.refusal('NO_SUCH_PLAN', { plans })
    }
    const changed = await deps.change(accountId, { plan, role })
    const account = changed ? await deps.findAccount(accountId) : undefined
    if (account === undefined) throw call.refusal('NO_SUCH_ACCOUNT', {})
    return account
  }
}
