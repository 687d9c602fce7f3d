import type { Handler } from '@runhive/contracts/define'
import type { history } from '@runhive/contracts/history'
import type { OutcomeCount } from '../db/outcomes.ts'
import { firstHour, toOutcomes } from '../domain/outcomes.ts'

/** How executions of all accounts ended in the last hours, in numbers. */
export function outcomes(deps: {
  since: (from: Date, signal: AbortSignal) => Promise<OutcomeCount[]>
  now: () => Date
}): Handler<typeof history.procedures.outcomes> {
  return async ({ hours }, call) => {
    const from = firstHour(hours, deps.now())
    return toOutcomes({ hours, from }, await deps.since(from, call.signal))
  }
}
