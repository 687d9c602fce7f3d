import { CREDIT_MS, type Credit } from '@runhive/contracts/admission'
import type { auth } from '@runhive/contracts/auth'
import type * as z from 'zod'
import { startsExecution } from '../domain/admission.ts'
import { keptBy, type LimitRequest, nearest, type Verdict } from '../domain/limits.ts'
import type { LimitsService } from '../limits/limits.ts'
import { type Identify, toPrincipal } from './callers.ts'
import { findMissing, lapseOf } from './decide.ts'
import { accountSubject, keySubject } from './subjects.ts'

type CreditProcedure = typeof auth.procedures.credit
export type CreditRequest = z.output<CreditProcedure['input']>

export type CreditDecision =
  | { readonly outcome: 'granted'; readonly credit: Credit }
  | { readonly outcome: 'UNAUTHENTICATED'; readonly data: Record<string, never> }
  | { readonly outcome: 'FORBIDDEN'; readonly data: { scope: string } }

export interface CreditDeps {
  readonly identify: Identify
  readonly limits: Pick<LimitsService, 'takeSpares'>
  /** How old what is known of a key may be, milliseconds. */
  readonly ageMs: (keyId: string) => number
  readonly now: () => Date
}

/** Decides about executions that have not been asked for: as about those that have, but nothing else is counted. */
export function createDecideCredit(deps: CreditDeps): (request: CreditRequest) => Promise<CreditDecision> {
  return async (request) => {
    const caller = await deps.identify(request.credential)
    if (caller.kind !== 'key') return { outcome: 'UNAUTHENTICATED', data: {} }
    const { key } = caller
    const scope = startsExecution(request.procedure) ? findMissing(caller, request) : request.procedure
    if (scope !== undefined) return { outcome: 'FORBIDDEN', data: { scope } }
    const lapsesAfterMs = lapseOf(request.executionMs)
    const spares = request.executionIds.map((id, index): LimitRequest => {
      const execution = { owner: key.accountId, id, lapsesAfterMs }
      const subjects = [accountSubject(key.accountId, key.plan), keySubject(key, key.plan)] as const
      return { subjects, execution, keeps: keptBy(index + 1) }
    })
    const verdicts = await deps.limits.takeSpares(spares)
    if (verdicts.some(({ kind }) => kind === 'gone')) return { outcome: 'UNAUTHENTICATED', data: {} }
    const credit = {
      ...toPrincipal(caller, []),
      ...summarize(verdicts),
      granted: request.executionIds.filter((_, index) => verdicts[index]?.kind === 'within'),
      validMs: Math.min(
        CREDIT_MS - deps.ageMs(key.id),
        (key.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY) - deps.now().getTime(),
      ),
      retentionDays: key.plan.retentionDays,
    }
    return { outcome: 'granted', credit }
  }
}

/** Where the caller stands: before all that were taken, and after them, in whatever order that was. */
function summarize(verdicts: readonly Verdict[]): Pick<Credit, 'rate' | 'outstanding'> {
  const taken = verdicts.filter((verdict) => verdict.kind === 'within')
  const [first, ...others] = taken.map(({ rate }) => rate)
  if (!first) return {}
  return {
    rate: nearest([first, ...others]),
    outstanding: Math.min(...taken.map(({ outstanding = 0 }) => outstanding)),
  }
}
