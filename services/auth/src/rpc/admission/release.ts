import type { auth } from '@runhive/contracts/auth'
import type { Handler } from '@runhive/contracts/define'
import type { LimitsService } from '../../limits/limits.ts'

/** The execution was never accepted: its slot ends, and the quota of the day gets it back. */
export function release(deps: {
  limits: Pick<LimitsService, 'release'>
}): Handler<typeof auth.procedures.release> {
  return async ({ accountId, executionId }) => {
    await deps.limits.release([{ owner: accountId, executionId }], { giveBack: true })
    return {}
  }
}
