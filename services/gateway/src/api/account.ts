import { Account, AccountName, Plan, RemovalReceipt, SessionView } from '@runhive/contracts/account'
import type { auth } from '@runhive/contracts/auth'
import type { Client } from '@runhive/contracts/define'
import { UsageDay } from '@runhive/contracts/history'
import * as z from 'zod'
import { dayOf, decideDays } from '../domain/days.ts'
import { badInput, GatewayError } from '../errors/gateway-error.ts'
import { AccountLine, type ExportAccountDeps, exportAccount } from '../exports/account.ts'
import { withEnd } from '../exports/executions.ts'
import { fromCaller } from '../input/from-caller.ts'
import { t } from '../procedure/builder.ts'
import type { ProcedureMeta } from '../procedure/meta.ts'
import type { Procedures } from '../procedure/middleware.ts'

export interface AccountDeps extends ExportAccountDeps {
  readonly auth: Client<typeof auth>
}

const REST = {
  get: { rest: { method: 'GET', path: '/account', summary: 'Get your account' } },
  update: { rest: { method: 'PATCH', path: '/account', summary: 'Change your name' } },
  usage: {
    rest: {
      method: 'GET',
      path: '/account/usage',
      summary: 'Your usage, by day and language',
      description: 'Days are UTC: the last 30, or those from `from` to `to`, at most 366.',
    },
  },
  export: {
    rest: {
      method: 'GET',
      path: '/account/export',
      summary: 'Download all data stored for your account',
      description:
        'One JSON record per line: profile, keys without their secrets, sessions, usage, requests, messages to the operator, executions. The last line is `end`, or `error` if something is missing.',
      lines: { of: AccountLine, fileName: 'runhive-account.ndjson' },
    },
  },
  remove: {
    rest: {
      method: 'DELETE',
      path: '/account',
      status: 202,
      location: '/account/receipts/{id}',
      summary: 'Remove your account and all its data',
      description:
        'Sessions and keys no longer work when this returns. The receipt shows the progress of the rest: keep its id, it can be read without signing in.',
    },
  },
  receipt: {
    rest: { method: 'GET', path: '/account/receipts/{id}', summary: 'Progress of the removal of an account' },
  },
  sessions: { rest: { method: 'GET', path: '/account/sessions', summary: 'Where you are signed in' } },
  endSession: {
    rest: { method: 'DELETE', path: '/account/sessions/{id}', summary: 'End one of your sessions' },
  },
  signOutEverywhere: {
    rest: {
      method: 'DELETE',
      path: '/account/sessions',
      summary: 'End all your sessions, including this one',
    },
  },
} satisfies Record<string, ProcedureMeta>

const Usage = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  days: z.array(UsageDay),
  plan: Plan,
  executionsToday: z.int().nonnegative(),
  outstanding: z.int().nonnegative().describe('Executions accepted but not finished.'),
})

/** The caller's own account, and their rights to what is kept of it. */
export function createAccount(procedures: Procedures, deps: AccountDeps) {
  const { open, signedIn } = procedures
  return t.router({
    ...createProfile(procedures, deps),
    ...createSessions(procedures, deps),

    export: signedIn.meta(REST.export).query(({ ctx }) => {
      const { accountId, credential } = ctx.principal
      return withEnd(exportAccount(deps, { accountId, sessionId: credential.id }, ctx.scope))
    }),

    remove: signedIn
      .meta(REST.remove)
      .output(RemovalReceipt)
      .mutation(async ({ ctx }) => {
        const receipt = await deps.auth.removeAccount({ accountId: ctx.principal.accountId }, ctx.scope)
        ctx.answer.endSession()
        return receipt
      }),

    receipt: open
      .meta(REST.receipt)
      .input(fromCaller(z.strictObject({ id: z.uuid('must be the id of a receipt, a UUID') })))
      .output(RemovalReceipt)
      .query(({ input, ctx }) => deps.auth.getReceipt(input, ctx.scope)),
  })
}

function createProfile({ signedIn }: Procedures, deps: AccountDeps) {
  return {
    get: signedIn
      .meta(REST.get)
      .output(Account)
      .query(({ ctx }) => deps.auth.getAccount({ accountId: ctx.principal.accountId }, ctx.scope)),

    update: signedIn
      .meta(REST.update)
      .input(fromCaller(z.strictObject({ name: AccountName })))
      .output(Account)
      .mutation(({ input, ctx }) =>
        deps.auth.updateAccount({ accountId: ctx.principal.accountId, name: input.name }, ctx.scope),
      ),

    usage: signedIn
      .meta(REST.usage)
      .input(
        fromCaller(
          z.strictObject({ from: z.iso.date().optional(), to: z.iso.date().optional() }).default({}),
        ),
      )
      .output(Usage)
      .query(async ({ input, ctx: { principal, scope } }) => {
        const { from, to, issues } = decideDays(input, dayOf(new Date()))
        if (issues.length > 0) throw badInput(issues)
        const { accountId } = principal
        const [{ days }, allowance] = await Promise.all([
          deps.history.usage({ accountId, from, to }, scope),
          deps.auth.getAllowance({ accountId }, scope),
        ])
        return { from, to, days, ...allowance }
      }),
  }
}

function createSessions({ signedIn }: Procedures, deps: AccountDeps) {
  return {
    sessions: signedIn
      .meta(REST.sessions)
      .output(z.object({ sessions: z.array(SessionView) }))
      .query(({ ctx: { principal, scope } }) =>
        deps.auth.listSessions({ accountId: principal.accountId, current: principal.credential.id }, scope),
      ),

    endSession: signedIn
      .meta(REST.endSession)
      .input(fromCaller(z.strictObject({ id: z.string().min(1).max(64) })))
      .output(z.object({}))
      .mutation(async ({ input, ctx: { principal, scope, answer } }) => {
        const ended = await deps.auth.endSession({ accountId: principal.accountId, id: input.id }, scope)
        if (input.id === principal.credential.id) answer.endSession()
        return ended
      }),

    signOutEverywhere: signedIn
      .meta(REST.signOutEverywhere)
      .output(z.object({ ended: z.int().nonnegative() }))
      .mutation(async ({ ctx: { credential, scope, answer } }) => {
        if (credential.kind !== 'session') throw new GatewayError('FORBIDDEN')
        const ended = await deps.auth.signOut({ token: credential.token, everywhere: true }, scope)
        answer.endSession()
        return ended
      }),
  }
}
