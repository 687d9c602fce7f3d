import type { auth } from '@runhive/contracts/auth'
import type { Handler } from '@runhive/contracts/define'
import type { LimitsService } from '../../limits/limits.ts'

/** A gateway still decides about these executions: it is too early to check whether they were accepted. */
export function keep(deps: {
  limits: Pick<LimitsService, 'postpone'>
}): Handler<typeof auth.procedures.keep> {
  return async ({ leases }) => {
    const slots = leases.map(({ accountId, executionId }) => ({ owner: accountId, executionId }))
    await deps.limits.postpone(slots)
    return {}
  }
}
