import { type Plan, SCOPES, SUSPENDED } from '@runhive/contracts/account'
import type { Admission, Principal, Rate } from '@runhive/contracts/admission'
import type { auth } from '@runhive/contracts/auth'
import type * as z from 'zod'
import {
  isFromItsOrigin,
  isOpen,
  missingForKey,
  missingForSession,
  startsExecution,
} from '../domain/admission.ts'
import type { Answer, LimitRequest, Limits, Subject, Verdict } from '../domain/limits.ts'
import { mayWhileSuspended } from '../domain/suspension.ts'
import type { LimitsService } from '../limits/limits.ts'
import type { MemoryLimits } from '../limits/memory.ts'
import { type Caller, type Identify, toPrincipal } from './callers.ts'
import { isInRanges } from './ip-ranges.ts'
import type { FindPlan } from './plan-cache.ts'
import { accountSubject, addressSubject, contactSubject, keySubject } from './subjects.ts'

type Admit = typeof auth.procedures.admit
export type AdmitRequest = z.output<Admit['input']>
type RefusalData = { [K in keyof Admit['refusals']]: z.output<Admit['refusals'][K]> }

export type Decision =
  | { readonly outcome: 'admitted'; readonly admission: Admission }
  | { [K in keyof RefusalData]: { readonly outcome: K; readonly data: RefusalData[K] } }[keyof RefusalData]

/** A decision, and the caller, as far as that is proven. */
export interface Decided {
  readonly decision: Decision
  readonly caller: Caller
}

export interface DecideDeps {
  readonly identify: Identify
  readonly limits: Pick<LimitsService, 'take'>
  /** Counts malformed credentials, which must never cost a look-up. */
  readonly malformedLimits: Pick<MemoryLimits, 'take'>
  /** Of sessions: keys are found with theirs. */
  readonly findPlanOf: FindPlan
  readonly findAnonymousPlan: () => Promise<Plan>
  /** Whether signed-out callers may run executions. */
  readonly anonymousExecutions: boolean
  /** Of the contact form, for one address. */
  readonly contactLimits: Limits
  /** The account of a signed-out caller: the same for one address, and for one day. */
  readonly anonymousAccount: (ip: string | undefined) => Promise<string>
}

/**
 * After how long a slot lapses when the request does not say how long its execution may take, and at most,
 * milliseconds.
 */
const DEFAULT_LAPSE_MS = 15 * 60_000
const MAX_LAPSE_MS = 24 * 60 * 60_000

const CONTACT_FORM = 'contact.send'

/**
 * Credential, rights, rate, quota, concurrency, in this order. The first refusal decides, and nothing after it counts.
 */
export function createDecide(deps: DecideDeps): (request: AdmitRequest) => Promise<Decided> {
  return async (request) => {
    const caller = await deps.identify(request.credential)
    if (caller.kind === 'unknown')
      return { caller, decision: await refuseUnknown(deps, request, caller.malformed) }
    if (caller.kind === 'anonymous') return { caller, decision: await decideAnonymous(deps, request) }

    const principal = toPrincipal(caller, [...SCOPES])
    const plan = caller.kind === 'key' ? caller.key.plan : await deps.findPlanOf(principal.accountId)
    if (plan === undefined) return { caller, decision: { outcome: 'UNAUTHENTICATED', data: {} } }
    const scope = findMissing(caller, request)
    const execution = scope === undefined ? wantedExecution(request, principal.accountId) : undefined
    const verdict = await deps.limits.take({
      subjects: subjectsOf(deps, { caller, request, plan }),
      execution,
    })
    if (scope !== undefined) return { caller, decision: forbid(scope, verdict) }
    const session = caller.kind === 'session' ? caller.session : undefined
    const decision = toDecision(verdict, principal, plan)
    if (!session || decision.outcome !== 'admitted') return { caller, decision }
    const { expiresAt, extended } = session
    const admission = { ...decision.admission, session: { expiresAt: expiresAt.toISOString(), extended } }
    return { caller, decision: { outcome: 'admitted', admission } }
  }
}

/**
 * For a credential that proves nothing: one answer for every reason, until the address has had too many of them. The
 * contact form is open to them too, so its own limit counts here as well, in the database: a malformed credential is no
 * way around it.
 */
async function refuseUnknown(deps: DecideDeps, request: AdmitRequest, malformed: boolean): Promise<Decision> {
  const writes = request.procedure === CONTACT_FORM
  const limits = malformed && !writes ? deps.malformedLimits : deps.limits
  const address = addressSubject(request.ip, await deps.findAnonymousPlan())
  const subjects: LimitRequest['subjects'] = writes
    ? [address, contactSubject(request.ip, deps.contactLimits)]
    : [address]
  const verdict = await limits.take({ subjects })
  if (verdict.kind === 'limited') return { outcome: 'LIMITED', data: limitedData(verdict) }
  return { outcome: 'UNAUTHENTICATED', data: rateOf(verdict) }
}

async function decideAnonymous(deps: DecideDeps, request: AdmitRequest): Promise<Decision> {
  if (!isOpen(request.procedure, deps)) return refuseUnknown(deps, request, false)
  const plan = await deps.findAnonymousPlan()
  const isExecution = request.procedure.startsWith('executions.')
  const accountId = isExecution ? await deps.anonymousAccount(request.ip) : 'anonymous'
  const address = addressSubject(request.ip, plan)
  const subjects: LimitRequest['subjects'] =
    request.procedure === CONTACT_FORM ? [address, contactSubject(request.ip, deps.contactLimits)] : [address]
  const execution = wantedExecution(request, accountId)
  const principal: Principal = {
    accountId,
    credential: { kind: 'anonymous', id: 'anonymous' },
    role: 'user',
    scopes: isExecution ? [...SCOPES] : [],
  }
  return toDecision(await deps.limits.take({ subjects, execution }), principal, plan)
}

/** What the caller lacks for a procedure: a scope, `origin` or `ip`, or that its account is suspended. */
export function findMissing(
  caller: Extract<Caller, { kind: 'key' | 'session' }>,
  request: Pick<AdmitRequest, 'procedure' | 'origin' | 'ip'>,
): string | undefined {
  const { suspended } = caller.kind === 'key' ? caller.key : caller.session
  if (suspended && !mayWhileSuspended(caller.kind, request.procedure)) return SUSPENDED
  if (caller.kind === 'session') return missingForSession(caller.session.role, request.procedure)
  const { kind, origins, ipRanges } = caller.key
  const scope = missingForKey({ kind, scopes: caller.key.scopes }, request.procedure)
  if (scope !== undefined) return scope
  if (!isFromItsOrigin({ kind, origins }, request.origin)) return 'origin'
  return ipRanges.length > 0 && !isInRanges(request.ip ?? '', ipRanges) ? 'ip' : undefined
}

function subjectsOf(
  { contactLimits }: DecideDeps,
  admitted: { caller: Extract<Caller, { kind: 'key' | 'session' }>; request: AdmitRequest; plan: Plan },
): LimitRequest['subjects'] {
  const { caller, request, plan } = admitted
  const accountId = caller.kind === 'key' ? caller.key.accountId : caller.session.accountId
  const account: Subject = accountSubject(accountId, plan)
  if (request.procedure === CONTACT_FORM) return [account, contactSubject(request.ip, contactLimits)]
  return caller.kind === 'key' ? [account, keySubject(caller.key, plan)] : [account]
}

function wantedExecution(request: AdmitRequest, owner: string): LimitRequest['execution'] {
  if (request.executionId === undefined || !startsExecution(request.procedure)) return undefined
  return { owner, id: request.executionId, lapsesAfterMs: lapseOf(request.executionMs) }
}

export const lapseOf = (executionMs = DEFAULT_LAPSE_MS) => Math.min(executionMs, MAX_LAPSE_MS)

function toDecision(verdict: Answer, principal: Principal, plan: Plan): Decision {
  if (verdict.kind === 'gone') return { outcome: 'UNAUTHENTICATED', data: {} }
  if (verdict.kind === 'limited') return { outcome: 'LIMITED', data: limitedData(verdict) }
  const { rate, outstanding } = verdict
  const counted = outstanding === undefined ? {} : { outstanding }
  return {
    outcome: 'admitted',
    admission: { ...principal, rate, ...counted, retentionDays: plan.retentionDays },
  }
}

const forbid = (scope: string, verdict: Answer): Decision => ({
  outcome: 'FORBIDDEN',
  data: { scope, ...rateOf(verdict) },
})

const rateOf = (verdict: Verdict): { rate?: Rate } => (verdict.kind === 'gone' ? {} : { rate: verdict.rate })

function limitedData(verdict: Extract<Answer, { kind: 'limited' }>): RefusalData['LIMITED'] {
  const { limit, of, maximum, retryAfterMs, rate } = verdict
  return { limit, of, maximum, retryAfterMs, rate }
}
