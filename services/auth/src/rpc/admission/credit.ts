import type { auth } from '@runhive/contracts/auth'
import type { Handler } from '@runhive/contracts/define'
import type { CreditDecision, CreditRequest } from '../../admission/credit.ts'

/** A gateway wants to admit a key's next executions itself. No request was made, so none is noted. */
export function credit(deps: {
  decideCredit: (request: CreditRequest) => Promise<CreditDecision>
}): Handler<typeof auth.procedures.credit> {
  return async (request, call) => {
    const decided = await deps.decideCredit(request)
    if (decided.outcome === 'UNAUTHENTICATED') throw call.refusal('UNAUTHENTICATED', decided.data)
    if (decided.outcome === 'FORBIDDEN') throw call.refusal('FORBIDDEN', decided.data)
    return decided.credit
  }
}
