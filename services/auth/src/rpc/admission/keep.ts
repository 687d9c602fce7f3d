import type { auth } from '@runhive/contracts/auth'
import type { Handler } from '@runhive/contracts/define'
import type { LimitsService } from '../../limits/limits.ts'

/** Their executions are still being decided about: it is too early to ask whether they were accepted. */
export function keep(deps: { limits: Pick<LimitsService, 'keep'> }): Handler<typeof auth.procedures.keep> {
  return async ({ leases }) => {
    await deps.limits.keep(leases.map(({ accountId, executionId }) => ({ owner: accountId, executionId })))
    return {}
  }
}
