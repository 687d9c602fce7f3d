import { WELCOME } from './contact.ts'

/** Procedures as they are asked over REST and tRPC, by who may. */

export const RECEIPT = '7b0f3c1e-6c2a-4c57-9a5d-0f8f4d8a1b11'
const PLAN = {
  name: 'team',
  allowance: { requestsPerMinute: 1, burst: 1, executionsPerDay: 1, concurrentExecutions: 1 },
  maxKeys: 1,
  retentionDays: 1,
}
const LETTER = { name: 'A', email: 'a@example.com', message: 'Hi' }

export interface Case {
  readonly procedure: string
  readonly method: string
  readonly path: string
  readonly input?: Readonly<Record<string, unknown>>
  /** Over REST, what of the input is not in the path. */
  readonly rest?: Readonly<Record<string, unknown>>
  readonly status?: number
}

export const SESSION_ONLY: Case[] = [
  { procedure: 'keys.list', method: 'GET', path: '/keys' },
  { procedure: 'account.get', method: 'GET', path: '/account' },
  { procedure: 'account.usage', method: 'GET', path: '/account/usage' },
  { procedure: 'account.sessions', method: 'GET', path: '/account/sessions' },
  {
    procedure: 'account.update',
    method: 'PATCH',
    path: '/account',
    input: { name: 'Al' },
    rest: { name: 'Al' },
  },
  { procedure: 'account.remove', method: 'DELETE', path: '/account', status: 202 },
]
const LETTER_ID = WELCOME.id
const ARCHIVE = { archived: true }
export const OPERATOR: Case[] = [
  { procedure: 'contact.inbox', method: 'GET', path: '/admin/contact' },
  {
    procedure: 'contact.archive',
    method: 'POST',
    path: `/admin/contact/${LETTER_ID}/archive`,
    input: { id: LETTER_ID, ...ARCHIVE },
    rest: ARCHIVE,
  },
  { procedure: 'admin.accounts', method: 'GET', path: '/admin/accounts' },
  { procedure: 'admin.plans', method: 'GET', path: '/admin/plans' },
  { procedure: 'admin.analytics', method: 'GET', path: '/admin/analytics' },
  {
    procedure: 'admin.putPlan',
    method: 'POST',
    path: '/admin/plans',
    input: PLAN,
    rest: PLAN,
  },
  {
    procedure: 'admin.changeAccount',
    method: 'PATCH',
    path: '/admin/accounts/bob',
    input: { id: 'bob', role: 'operator' },
    rest: { role: 'operator' },
  },
  {
    procedure: 'admin.suspendAccount',
    method: 'POST',
    path: '/admin/accounts/bob/suspend',
    input: { id: 'bob', reason: 'scans networks' },
    rest: { reason: 'scans networks' },
  },
  {
    procedure: 'admin.resumeAccount',
    method: 'POST',
    path: '/admin/accounts/bob/resume',
    input: { id: 'bob' },
  },
]
/** For operators too; each answer differs from the one before. */
export const OPERATOR_EACH: Case[] = [
  { procedure: 'admin.overview', method: 'GET', path: '/admin/overview' },
  {
    procedure: 'contact.reply',
    method: 'POST',
    path: `/admin/contact/${LETTER_ID}/reply`,
    input: { id: LETTER_ID, text: 'Hello.' },
    rest: { text: 'Hello.' },
  },
  {
    procedure: 'contact.remove',
    method: 'DELETE',
    path: `/admin/contact/${LETTER_ID}`,
    input: { id: LETTER_ID },
  },
]
export const OPEN: Case[] = [
  { procedure: 'site.get', method: 'GET', path: '/site' },
  { procedure: 'health.history', method: 'GET', path: '/status/history?hours=2', input: { hours: 2 } },
  {
    procedure: 'account.receipt',
    method: 'GET',
    path: `/account/receipts/${RECEIPT}`,
    input: { id: RECEIPT },
  },
  { procedure: 'contact.send', method: 'POST', path: '/contact', input: LETTER, rest: LETTER },
]
