import * as z from 'zod'
import {
  Account,
  AccountName,
  ApiKeyChange,
  ApiKeyRequest,
  ApiKeyView,
  Plan,
  RemovalReceipt,
  RequestRecord,
  SessionView,
  SuspensionReason,
} from './account.ts'
import { AccountId, admissionProcedures, CallerAddress } from './admission.ts'
import { BadKey, SignInFailed, SignInUnavailable } from './auth-refusals.ts'
import { contract } from './define.ts'

const Page = { cursor: z.string().max(256).optional(), limit: z.int().min(1).max(1_000).default(100) }

export const auth = contract('auth', {
  ...admissionProcedures,

  /** Begins a sign-in: where to send the browser, and what its cookie must carry until it comes back. */
  beginSignIn: {
    input: z.object({
      callbackUrl: z.url().max(2_048),
      returnTo: z.string().max(1_024).default('/').describe('A path of this service to go to afterwards.'),
    }),
    output: z.object({
      url: z.url(),
      flow: z.string().describe('Opaque: state, nonce and verifier, encrypted. For one browser only.'),
      flowMs: z.int().positive().describe('How long the sign-in may take, milliseconds.'),
    }),
    /** The only reason here is `issuer_unavailable`. */
    refusals: { SIGN_IN_FAILED: SignInFailed, SIGN_IN_UNAVAILABLE: SignInUnavailable },
    timeoutMs: 10_000,
  },
  /** Ends a sign-in: checks everything, finds or makes the account, opens a session. Works once per flow. */
  completeSignIn: {
    input: z.object({
      url: z.url().max(8_192).describe('The full URL to which the issuer redirected the browser.'),
      flow: z.string().max(4_096).describe('From the browser’s cookie.'),
      ...CallerAddress,
    }),
    output: z.object({
      token: z.string().describe('The value of the session cookie: the only copy.'),
      expiresAt: z.iso.datetime(),
      returnTo: z.string(),
    }),
    refusals: { SIGN_IN_FAILED: SignInFailed, SIGN_IN_UNAVAILABLE: SignInUnavailable },
    timeoutMs: 15_000,
  },
  /** Ends the session of this token. Unknown ones change nothing. */
  signOut: {
    input: z.object({ token: z.string().max(256), everywhere: z.boolean().default(false) }),
    output: z.object({ ended: z.int().nonnegative() }),
    refusals: {},
    timeoutMs: 3_000,
  },

  listKeys: {
    input: z.object({ accountId: AccountId }),
    output: z.object({ keys: z.array(ApiKeyView) }),
    refusals: {},
    timeoutMs: 3_000,
  },
  createKey: {
    input: z.object({ accountId: AccountId, key: z.object(ApiKeyRequest.shape) }),
    output: z.object({ key: ApiKeyView, token: z.string().describe('The key itself: the only copy.') }),
    refusals: {
      TOO_MANY_KEYS: z.object({ maximum: z.int() }),
      BAD_KEY: BadKey,
      NO_SUCH_ACCOUNT: z.object({}),
    },
    timeoutMs: 3_000,
  },
  /** Deactivating takes effect on every gateway within one second, streams under way included. */
  updateKey: {
    input: z.object({ accountId: AccountId, id: z.string().max(64), change: z.object(ApiKeyChange.shape) }),
    output: ApiKeyView,
    refusals: { NO_SUCH_KEY: z.object({}), BAD_KEY: BadKey },
    timeoutMs: 3_000,
  },
  removeKey: {
    input: z.object({ accountId: AccountId, id: z.string().max(64) }),
    output: z.object({}),
    refusals: { NO_SUCH_KEY: z.object({}) },
    timeoutMs: 3_000,
  },

  getAccount: {
    input: z.object({ accountId: AccountId }),
    output: Account,
    refusals: { NO_SUCH_ACCOUNT: z.object({}) },
    timeoutMs: 3_000,
  },
  updateAccount: {
    input: z.object({ accountId: AccountId, name: AccountName }),
    output: Account,
    refusals: { NO_SUCH_ACCOUNT: z.object({}) },
    timeoutMs: 3_000,
  },
  /** What is left of today’s quota and who is running. */
  getAllowance: {
    input: z.object({ accountId: AccountId }),
    output: z.object({
      plan: Plan,
      executionsToday: z.int().nonnegative(),
      outstanding: z.int().nonnegative(),
    }),
    refusals: { NO_SUCH_ACCOUNT: z.object({}) },
    timeoutMs: 3_000,
  },
  listSessions: {
    input: z.object({
      accountId: AccountId,
      current: z.string().max(64).optional().describe('A session’s id.'),
    }),
    output: z.object({ sessions: z.array(SessionView) }),
    refusals: {},
    timeoutMs: 3_000,
  },
  endSession: {
    input: z.object({ accountId: AccountId, id: z.string().max(64) }),
    output: z.object({}),
    refusals: { NO_SUCH_SESSION: z.object({}) },
    timeoutMs: 3_000,
  },
  /** Usage data of an account, newest first, a page at a time: for its export. */
  listRequests: {
    input: z.object({ accountId: AccountId, ...Page }),
    output: z.object({ requests: z.array(RequestRecord), nextCursor: z.string().optional() }),
    refusals: { BAD_CURSOR: z.object({}) },
    timeoutMs: 5_000,
  },
  /**
   * Removes an account: its credentials are dead when this answers, the rest follows as a job that survives any
   * restart. Asking again gives the same receipt.
   */
  removeAccount: {
    input: z.object({ accountId: AccountId }),
    output: RemovalReceipt,
    refusals: { NO_SUCH_ACCOUNT: z.object({}) },
    timeoutMs: 5_000,
  },
  getReceipt: {
    input: z.object({ id: z.uuid() }),
    output: RemovalReceipt,
    refusals: { NO_SUCH_RECEIPT: z.object({}) },
    timeoutMs: 3_000,
  },

  /** For operators. */
  listAccounts: {
    input: z.object({
      search: z.string().max(200).optional().describe('Part of an e-mail or name.'),
      state: z
        .enum(['active', 'suspended'])
        .optional()
        .describe('Only accounts that are, or are not, suspended.'),
      ...Page,
    }),
    output: z.object({ accounts: z.array(Account), nextCursor: z.string().optional() }),
    refusals: { BAD_CURSOR: z.object({}) },
    timeoutMs: 5_000,
  },
  changeAccount: {
    input: z.object({
      accountId: AccountId,
      plan: z.string().max(32).optional(),
      role: z.enum(['user', 'operator']).optional(),
    }),
    output: Account,
    refusals: { NO_SUCH_ACCOUNT: z.object({}), NO_SUCH_PLAN: z.object({ plans: z.array(z.string()) }) },
    timeoutMs: 3_000,
  },
  /**
   * Suspends an account: its credentials may no longer run or make anything, as soon as this answers here and within
   * a second everywhere. Streams opened with them end, and its executions are cancelled. Once more: only the reason
   * is another one.
   */
  suspendAccount: {
    input: z.object({
      accountId: AccountId,
      reason: SuspensionReason,
      by: AccountId.describe('The operator’s own account.'),
    }),
    output: Account,
    refusals: {
      NO_SUCH_ACCOUNT: z.object({}),
      /** Who suspended themselves could not take it back. */
      OWN_ACCOUNT: z.object({}),
    },
    timeoutMs: 3_000,
  },
  /** Takes a suspension back: the same credentials work again. One that is not suspended stays as it is. */
  resumeAccount: {
    input: z.object({ accountId: AccountId, by: AccountId.describe('The operator’s own account.') }),
    output: Account,
    refusals: { NO_SUCH_ACCOUNT: z.object({}) },
    timeoutMs: 3_000,
  },
  listPlans: {
    input: z.object({}),
    output: z.object({ plans: z.array(Plan) }),
    refusals: {},
    timeoutMs: 3_000,
  },
  /** Makes or replaces a plan. Accounts that have it have the new limits within a second. */
  putPlan: { input: Plan, output: Plan, refusals: {}, timeoutMs: 3_000 },
  /** What this installation lets people do, and how long it remembers them: for anyone, nothing of it is secret. */
  facts: {
    input: z.object({}),
    output: z.object({
      signIn: z.boolean().describe('Whether people can sign in.'),
      issuer: z.string().nullable().describe('The issuer; null if nobody can sign in.'),
      anonymousExecutions: z.boolean().describe('Whether signed-out callers may run executions.'),
      requestLogDays: z.int().positive().describe('How long usage data is kept, days.'),
      sessionDays: z.int().positive().describe('How long an unused session lives, days.'),
      plans: z.array(z.object({ name: z.string(), retentionDays: z.int().positive() })),
    }),
    refusals: {},
    timeoutMs: 2_000,
  },
})
