import type { auth } from '@runhive/contracts/auth'
import type { Handler } from '@runhive/contracts/define'
import type { LimitsService } from '../../limits/limits.ts'

/** The answers to these admissions reached nobody: they must not count, now or later. */
export function withdraw(deps: {
  limits: Pick<LimitsService, 'withdraw'>
  /** Gives back those that are counted already. */
  endSoon: () => void
}): Handler<typeof auth.procedures.withdraw> {
  return async ({ executionIds }) => {
    await deps.limits.withdraw(executionIds)
    deps.endSoon()
    return {}
  }
}
