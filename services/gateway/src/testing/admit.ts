import { SUSPENDED } from '@runhive/contracts/account'
import type { CredentialRef } from '@runhive/contracts/admission'
import type { auth } from '@runhive/contracts/auth'
import type { Handler } from '@runhive/contracts/define'
import { type AuthState, count, PLAN, roleOf, SESSION_UNTIL } from './auth-state.ts'

const OPEN: ReadonlySet<string> = new Set([
  'health.status',
  'health.history',
  'site.get',
  'languages.list',
  'contact.send',
  'account.receipt',
])

interface Holder {
  readonly accountId: string
  readonly credential: CredentialRef
  /** Without the right to do anything. */
  readonly mute?: boolean
}

/**
 * `rh_<account>` is a key of that account and `session_<account>` a session, beside those made through the stand-in;
 * `rh_<account>_mute` is a key without rights.
 */
export function admitAs(state: AuthState): Handler<typeof auth.procedures.admit> {
  return async (question, call) => {
    state.asked.push(question)
    const { credential, procedure, executionId } = question
    const holder = findHolder(state, credential)
    const counted = holder?.credential.id ?? question.ip ?? 'nowhere'
    const { over, ...rate } = count(state, counted)
    if (over) {
      const of = credential.kind === 'key' ? 'key' : 'ip'
      throw call.refusal('LIMITED', { limit: 'rate', of, maximum: rate.limit, retryAfterMs: 1_500, rate })
    }
    if (!holder) throw call.refusal('UNAUTHENTICATED', { rate })
    const stays = credential.kind === 'session' && /^(account|contact|site|health)\./.test(procedure)
    const suspended = state.suspended.has(holder.accountId) && !stays
    const missing = suspended ? SUSPENDED : missingScope(state, holder, procedure)
    if (missing === 'credential') throw call.refusal('UNAUTHENTICATED', { rate })
    if (missing) throw call.refusal('FORBIDDEN', { scope: missing, rate })
    const outstanding = [...state.slots.values()].filter((owner) => owner === holder.accountId).length
    if (executionId && !state.withdrawn.has(executionId)) state.slots.set(executionId, holder.accountId)
    const session = credential.kind === 'session' && { expiresAt: SESSION_UNTIL, extended: state.extended }
    return {
      accountId: holder.accountId,
      credential: holder.credential,
      role: roleOf(holder.accountId),
      scopes: ['executions'],
      rate,
      retentionDays: PLAN.retentionDays,
      outstanding,
      ...(session && { session }),
    }
  }
}

/** Credit as the state allows it; rates count each execution as a request. */
export function grantAs(state: AuthState): Handler<typeof auth.procedures.credit> {
  return async ({ credential, executionIds }, call) => {
    const holder = findHolder(state, credential)
    if (!holder) throw call.refusal('UNAUTHENTICATED', {})
    if (state.suspended.has(holder.accountId)) throw call.refusal('FORBIDDEN', { scope: SUSPENDED })
    state.credits.push(executionIds.length)
    const outstanding = [...state.slots.values()].filter((owner) => owner === holder.accountId).length
    const granted = executionIds.slice(0, state.credit)
    const rates = granted.map((id) => {
      state.slots.set(id, holder.accountId)
      const { over: _over, ...rate } = count(state, holder.credential.id)
      return rate
    })
    return {
      ...{ accountId: holder.accountId, credential: holder.credential, role: roleOf(holder.accountId) },
      ...{ scopes: ['executions' as const], retentionDays: PLAN.retentionDays, granted, validMs: 1_000 },
      ...(granted.length > 0 ? { rate: rates.at(-1), outstanding } : {}),
    }
  }
}

type Asked = Parameters<Handler<typeof auth.procedures.admit>>[0]['credential']

function findHolder(state: AuthState, credential: Asked): Holder | undefined {
  if (credential.kind === 'anonymous') {
    return { accountId: 'anonymous', credential: { kind: 'anonymous', id: 'anonymous' } }
  }
  const { token } = credential
  if (state.revoked.has(token)) return undefined
  return credential.kind === 'key' ? findKey(state, token) : findSession(state, token)
}

function findKey(state: AuthState, token: string): Holder | undefined {
  const made = state.keys.get(token)
  if (made) {
    return made.view.active
      ? { accountId: made.accountId, credential: { kind: 'key', id: made.view.id } }
      : undefined
  }
  const [, accountId, mute] = /^rh_([a-z]+)(_mute)?$/.exec(token) ?? []
  if (accountId === undefined) return undefined
  return { accountId, credential: { kind: 'key', id: `key-${accountId}` }, mute: mute !== undefined }
}

function findSession(state: AuthState, token: string): Holder | undefined {
  const opened = state.sessions.get(token)
  if (opened) return { accountId: opened.accountId, credential: { kind: 'session', id: opened.id } }
  const [, accountId] = /^session_([a-z]+)$/.exec(token) ?? []
  return accountId === undefined
    ? undefined
    : { accountId, credential: { kind: 'session', id: `session-of-${accountId}` } }
}

/** `credential`: one is needed; else the scope that is missing, if any. */
function missingScope(
  { anonymousExecutions }: AuthState,
  { accountId, credential, mute }: Holder,
  procedure: string,
): string | undefined {
  if (OPEN.has(procedure)) return undefined
  const [namespace = ''] = procedure.split('.')
  if (credential.kind === 'anonymous') {
    return anonymousExecutions && namespace === 'executions' ? undefined : 'credential'
  }
  if (mute) return namespace
  if (namespace === 'executions' || namespace === 'webhooks') return undefined
  if (credential.kind !== 'session') return namespace
  const isOperators = namespace === 'admin' || namespace === 'contact'
  return isOperators && roleOf(accountId) !== 'operator' ? namespace : undefined
}
