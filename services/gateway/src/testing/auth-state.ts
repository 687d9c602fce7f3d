import { randomUUID } from 'node:crypto'
import type { Account, ApiKeyView, Plan } from '@runhive/contracts/account'
import type { Rate } from '@runhive/contracts/admission'
import type { auth } from '@runhive/contracts/auth'
import { revocations } from '@runhive/contracts/revocations'
import type { Mesh } from '@runhive/mesh/mesh'
import type * as z from 'zod'

type Question = z.output<typeof auth.procedures.admit.input>
type Revocation = z.output<(typeof revocations)['event']>

interface KeptSession {
  readonly id: string
  readonly accountId: string
  readonly userAgent: string | undefined
  readonly ip: string | undefined
}

/** What the stand-in for auth remembers, for tests to look at and to change. */
export interface AuthState {
  /** Tokens that are refused. */
  readonly revoked: Set<string>
  /** Keys made through it, by token. */
  readonly keys: Map<string, { accountId: string; view: ApiKeyView }>
  /** Sessions opened through it, by token. */
  readonly sessions: Map<string, KeptSession>
  /** Every admission that was asked for. */
  readonly asked: Question[]
  /** Spare executions that one question may get; none until a test wants some. */
  credit: number
  /** Every credit that was asked for: how many executions. */
  readonly credits: number[]
  /** Requests that gateways admitted themselves. */
  readonly noted: Array<{ accountId: string; keyId: string; procedure: string }>
  /** ConcurrencySlots held, by execution. */
  readonly slots: Map<string, string>
  /** Executions whose admission got no answer: they are not counted later either. */
  readonly withdrawn: Set<string>
  /** Executions that auth was asked to wait for. */
  readonly kept: Set<string>
  /** Requests admitted of each credential in all; one more than this is refused. */
  maximum: number
  readonly counts: Map<string, number>
  /** Whether signed-out callers may run executions. */
  anonymousExecutions: boolean
  /** Whether the next admission of a session says that it was extended. */
  extended: boolean
  readonly names: Map<string, string>
  readonly plans: Map<string, Plan>
  /** Why, by account. */
  readonly suspended: Map<string, string>
  revoke(event: Revocation): Promise<void>
}

export const PLAN: Plan = {
  name: 'free',
  allowance: { requestsPerMinute: 600, burst: 50, executionsPerDay: 1_000, concurrentExecutions: 5 },
  maxKeys: 3,
  retentionDays: 30,
}

export function createAuthState(mesh: Mesh): AuthState {
  return {
    revoked: new Set(),
    keys: new Map(),
    sessions: new Map(),
    asked: [],
    credit: 0,
    credits: [],
    noted: [],
    slots: new Map(),
    withdrawn: new Set(),
    kept: new Set(),
    maximum: 1_000_000,
    counts: new Map(),
    anonymousExecutions: false,
    extended: false,
    names: new Map(),
    plans: new Map([[PLAN.name, PLAN]]),
    suspended: new Map(),
    revoke: (event) => mesh.log(revocations).append(randomUUID(), 1, event),
  }
}

/** Counts one request of a caller. */
export function count(state: AuthState, caller: string): Rate & { over: boolean } {
  const used = (state.counts.get(caller) ?? 0) + 1
  state.counts.set(caller, used)
  return {
    limit: state.maximum,
    remaining: Math.max(0, state.maximum - used),
    resetMs: 29_001,
    windowMs: 60_000,
    over: used > state.maximum,
  }
}

export const SESSION_UNTIL = '2999-01-01T00:00:00.000Z'

/** The account `root` belongs to an operator, every other one to a user. */
export function toAccount(state: AuthState, accountId: string): Account {
  const reason = state.suspended.get(accountId)
  return {
    id: accountId,
    email: `${accountId}@example.com`,
    name: state.names.get(accountId) ?? null,
    role: roleOf(accountId),
    plan: PLAN,
    createdAt: '2024-01-01T00:00:00.000Z',
    suspension: reason === undefined ? null : { at: '2026-01-01T00:00:00.000Z', reason },
  }
}

export const roleOf = (accountId: string) => (accountId === 'root' ? 'operator' : 'user')
