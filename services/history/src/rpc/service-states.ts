import type { Handler } from '@runhive/contracts/define'
import type { history } from '@runhive/contracts/history'
import type { BucketQuery } from '../db/service-states.ts'
import { EXPECTED } from '../domain/look.ts'
import { type Minutes, toHistory, windowOf } from '../domain/service-states.ts'

/** How the services were in the last hours. */
export function serviceStates(deps: {
  minutesIn: (query: BucketQuery, signal: AbortSignal) => Promise<Minutes[]>
  now: () => Date
}): Handler<typeof history.procedures.serviceStates> {
  return async ({ hours }, call) => {
    const window = windowOf(hours, deps.now())
    return toHistory(window, EXPECTED, await deps.minutesIn(window, call.signal))
  }
}
