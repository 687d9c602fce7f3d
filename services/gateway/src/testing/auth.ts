import { randomUUID } from 'node:crypto'
import type { ApiKeyView, RemovalReceipt } from '@runhive/contracts/account'
import { auth } from '@runhive/contracts/auth'
import type { Handlers } from '@runhive/contracts/define'
import type { Mesh } from '@runhive/mesh/mesh'
import { admitAs, grantAs } from './admit.ts'
import { type AuthState, createAuthState, PLAN, SESSION_UNTIL, toAccount } from './auth-state.ts'

type AuthHandlers = Handlers<typeof auth>

/**
 * A stand-in for auth that keeps everything in memory, revocations included: those go out on the mesh as the real
 * ones do.
 */
export function serveAuth(mesh: Mesh, state: AuthState = createAuthState(mesh)) {
  return mesh.serve(auth, {
    admit: admitAs(state),
    credit: grantAs(state),
    noteAdmitted: async ({ requests }) => {
      state.noted.push(...requests)
      return {}
    },
    release: async ({ executionId }) => {
      state.slots.delete(executionId)
      return {}
    },
    withdraw: async ({ executionIds }) => {
      for (const id of executionIds) {
        state.slots.delete(id)
        state.withdrawn.add(id)
      }
      return {}
    },
    keep: async ({ leases }) => {
      for (const { executionId } of leases) state.kept.add(executionId)
      return {}
    },
    ...signingIn(state),
    ...keeping(state),
    ...accounts(state),
    ...operating(state),
  })
}

/** The issuer sends the browser back with the account's name as the code; the flow is its state. */
function signingIn(state: AuthState): Pick<AuthHandlers, 'beginSignIn' | 'completeSignIn' | 'signOut'> {
  const flows = new Map<string, string>()
  return {
    beginSignIn: async ({ callbackUrl, returnTo }) => {
      const flow = randomUUID()
      flows.set(flow, returnTo)
      const query = new URLSearchParams({ state: flow, redirect_uri: callbackUrl })
      return { url: `https://issuer.example/authorize?${query}`, flow, flowMs: 600_000 }
    },
    completeSignIn: async ({ url, flow, ip, userAgent }, call) => {
      const query = new URL(url).searchParams
      const returnTo = flows.get(flow)
      if (query.get('error')) throw call.refusal('SIGN_IN_FAILED', { reason: query.get('error') as 'denied' })
      if (returnTo === undefined || query.get('state') !== flow) {
        throw call.refusal('SIGN_IN_FAILED', { reason: 'mismatch' })
      }
      flows.delete(flow)
      const token = randomUUID()
      state.sessions.set(token, { id: randomUUID(), accountId: query.get('code') ?? '', ip, userAgent })
      return { token, expiresAt: SESSION_UNTIL, returnTo }
    },
    signOut: async ({ token, everywhere }) => {
      const session = state.sessions.get(token)
      const ended = [...state.sessions].filter(
        ([other, { accountId }]) => other === token || (everywhere && accountId === session?.accountId),
      )
      for (const [other, { id }] of ended) {
        state.sessions.delete(other)
        await state.revoke({ kind: 'credential', credential: { kind: 'session', id } })
      }
      return { ended: ended.length }
    },
  }
}

function keeping(state: AuthState): Pick<AuthHandlers, 'listKeys' | 'createKey' | 'updateKey' | 'removeKey'> {
  const ofAccount = (accountId: string) =>
    [...state.keys.values()].filter((key) => key.accountId === accountId)
  const find = (accountId: string, id: string) =>
    [...state.keys].find(([, key]) => key.accountId === accountId && key.view.id === id)
  return {
    listKeys: async ({ accountId }) => ({ keys: ofAccount(accountId).map(({ view }) => view) }),
    createKey: async ({ accountId, key }, call) => {
      if (ofAccount(accountId).length >= PLAN.maxKeys) {
        throw call.refusal('TOO_MANY_KEYS', { maximum: PLAN.maxKeys })
      }
      const token = `rh_made_${randomUUID()}`
      const never = { lastUsedAt: null, deactivatedAt: null }
      const view: ApiKeyView = {
        ...key,
        ...never,
        id: randomUUID(),
        active: true,
        createdAt: new Date().toISOString(),
      }
      state.keys.set(token, { accountId, view })
      return { key: view, token }
    },
    updateKey: async ({ accountId, id, change: { active, ...change } }, call) => {
      const [token, key] = find(accountId, id) ?? []
      if (!token || !key) throw call.refusal('NO_SUCH_KEY', {})
      const named = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
      const view = { ...key.view, ...named, active: active ?? key.view.active }
      state.keys.set(token, { accountId, view })
      if (active === false) await state.revoke({ kind: 'credential', credential: { kind: 'key', id } })
      return view
    },
    removeKey: async ({ accountId, id }, call) => {
      const [token] = find(accountId, id) ?? []
      if (!token) throw call.refusal('NO_SUCH_KEY', {})
      state.keys.delete(token)
      await state.revoke({ kind: 'credential', credential: { kind: 'key', id } })
      return {}
    },
  }
}

const RECEIPT: RemovalReceipt = {
  id: '7b0f3c1e-6c2a-4c57-9a5d-0f8f4d8a1b11',
  status: 'pending',
  requestedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: null,
  parts: [{ service: 'auth', deleted: { sessions: 1 }, finishedAt: null }],
}

function accounts(state: AuthState) {
  const sessionsOf = (accountId: string) =>
    [...state.sessions].filter(([, one]) => one.accountId === accountId)
  return {
    getAccount: async ({ accountId }) => toAccount(state, accountId),
    updateAccount: async ({ accountId, name }) => {
      state.names.set(accountId, name)
      return toAccount(state, accountId)
    },
    getAllowance: async () => ({ plan: PLAN, executionsToday: 3, outstanding: 1 }),
    listSessions: async ({ accountId, current }) => ({
      sessions: sessionsOf(accountId).map(([, { id, ip = null, userAgent = null }]) => ({
        id,
        ip,
        userAgent,
        createdAt: '2026-01-01T00:00:00.000Z',
        expiresAt: SESSION_UNTIL,
        current: id === current,
      })),
    }),
    endSession: async ({ accountId, id }, call) => {
      const [token] = sessionsOf(accountId).find(([, one]) => one.id === id) ?? []
      if (!token) throw call.refusal('NO_SUCH_SESSION', {})
      state.sessions.delete(token)
      await state.revoke({ kind: 'credential', credential: { kind: 'session', id } })
      return {}
    },
    listRequests: async ({ cursor }) => {
      const record = { at: '2026-01-01T00:00:00.000Z', procedure: 'executions.run', outcome: 'admitted' }
      const request = { ...record, ip: '192.0.2.1', userAgent: null, keyId: null }
      return cursor ? { requests: [request] } : { requests: [request, request], nextCursor: 'next' }
    },
    removeAccount: async ({ accountId }) => {
      for (const [token] of sessionsOf(accountId)) state.sessions.delete(token)
      await state.revoke({ kind: 'account', accountId })
      return RECEIPT
    },
    getReceipt: async ({ id }, call) => {
      if (id !== RECEIPT.id) throw call.refusal('NO_SUCH_RECEIPT', {})
      return RECEIPT
    },
  } satisfies Partial<AuthHandlers>
}

function operating(state: AuthState) {
  return {
    listAccounts: async ({ search = '', state: wanted }) => ({
      accounts: ['alice', 'bob', 'root']
        .filter((id) => id.includes(search))
        .filter((id) => wanted === undefined || state.suspended.has(id) === (wanted === 'suspended'))
        .map((id) => toAccount(state, id)),
    }),
    changeAccount: async ({ accountId, plan }, call) => {
      if (plan !== undefined && !state.plans.has(plan)) {
        throw call.refusal('NO_SUCH_PLAN', { plans: [...state.plans.keys()] })
      }
      return toAccount(state, accountId)
    },
    suspendAccount: async ({ accountId, by, reason }, call) => {
      if (accountId === by) throw call.refusal('OWN_ACCOUNT', {})
      state.suspended.set(accountId, reason)
      await state.revoke({ kind: 'account', accountId })
      return toAccount(state, accountId)
    },
    resumeAccount: async ({ accountId }) => {
      state.suspended.delete(accountId)
      return toAccount(state, accountId)
    },
    listPlans: async () => ({ plans: [...state.plans.values()] }),
    facts: async () => ({
      signIn: true,
      issuer: 'https://issuer.example',
      anonymousExecutions: state.anonymousExecutions,
      requestLogDays: 30,
      sessionDays: 30,
      plans: [...state.plans.values()].map(({ name, retentionDays }) => ({ name, retentionDays })),
    }),
    putPlan: async (plan) => {
      state.plans.set(plan.name, plan)
      return plan
    },
  } satisfies Partial<AuthHandlers>
}
