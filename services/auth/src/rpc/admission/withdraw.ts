import type { auth } from '@runhive/contracts/auth'
import type { Handler } from '@runhive/contracts/define'
import type { LimitsService } from '../../limits/limits.ts'

/** Nobody heard the answer of these admissions: whether they were counted or not, they do not count. */
export function withdraw(deps: {
  limits: Pick<LimitsService, 'withdraw'>
  /** Ends those that are counted already. */
  endSoon: () => void
}): Handler<typeof auth.procedures.withdraw> {
  return async ({ executionIds }) => {
    await deps.limits.withdraw(executionIds)
    deps.endSoon()
    return {}
  }
}
