import { Account, Plan, SuspensionReason } from '@runhive/contracts/account'
import { auth } from '@runhive/contracts/auth'
import type { Client } from '@runhive/contracts/define'
import { history } from '@runhive/contracts/history'
import * as z from 'zod'
import { dayOf, decideDays } from '../domain/days.ts'
import { badInput } from '../errors/gateway-error.ts'
import { fromCaller } from '../input/from-caller.ts'
import { Overview, type OverviewDeps, readOverview } from '../installation/overview.ts'
import { t } from '../procedure/builder.ts'
import type { ProcedureMeta } from '../procedure/meta.ts'
import type { Procedures } from '../procedure/middleware.ts'

export interface AdminDeps {
  readonly auth: Client<typeof auth>
  readonly history: Pick<Client<typeof history>, 'analytics'>
  readonly overview: OverviewDeps
}

const REST = {
  accounts: { rest: { method: 'GET', path: '/admin/accounts', summary: 'Find accounts' } },
  changeAccount: {
    rest: { method: 'PATCH', path: '/admin/accounts/{id}', summary: "Change an account's plan or role" },
  },
  suspendAccount: {
    rest: {
      method: 'POST',
      path: '/admin/accounts/{id}/suspend',
      summary: 'Suspend an account',
      description:
        'From the next request on, its keys and sessions cannot run or create anything, its streams end, and its queued and running executions are cancelled. Its owner can still sign in, read the reason, export and remove their data, and contact you.',
    },
  },
  resumeAccount: {
    rest: {
      method: 'POST',
      path: '/admin/accounts/{id}/resume',
      summary: 'Lift a suspension',
      description: 'The same keys and sessions work again from the next request on.',
    },
  },
  plans: { rest: { method: 'GET', path: '/admin/plans', summary: 'List the plans' } },
  putPlan: { rest: { method: 'POST', path: '/admin/plans', summary: 'Create or replace a plan' } },
  analytics: {
    rest: {
      method: 'GET',
      path: '/admin/analytics',
      summary: 'Usage of all accounts, by day and language',
      description: 'Days are UTC: the last 30, or those from `from` to `to`, at most 366.',
    },
  },
  overview: {
    rest: {
      method: 'GET',
      path: '/admin/overview',
      summary: 'All instances, the queue, and outcomes of executions',
    },
  },
} satisfies Record<string, ProcedureMeta>

const AccountRef = z.strictObject({ id: z.string().min(1).max(64) })

/** For operators. */
export function createAdmin({ operator }: Procedures, deps: AdminDeps) {
  return t.router({
    accounts: operator
      .meta(REST.accounts)
      .input(fromCaller(z.strictObject(auth.procedures.listAccounts.input.shape).prefault({})))
      .output(z.object({ accounts: z.array(Account), nextCursor: z.string().optional() }))
      .query(({ input, ctx }) => deps.auth.listAccounts(input, ctx.scope)),

    changeAccount: operator
      .meta(REST.changeAccount)
      .input(
        fromCaller(
          AccountRef.extend({
            plan: z.string().max(32).optional(),
            role: z.enum(['user', 'operator']).optional(),
          }),
        ),
      )
      .output(Account)
      .mutation(({ input: { id, ...change }, ctx }) =>
        deps.auth.changeAccount({ accountId: id, ...change }, ctx.scope),
      ),

    suspendAccount: operator
      .meta(REST.suspendAccount)
      .input(fromCaller(AccountRef.extend({ reason: SuspensionReason })))
      .output(Account)
      .mutation(({ input: { id, reason }, ctx: { principal, scope } }) =>
        deps.auth.suspendAccount({ accountId: id, reason, by: principal.accountId }, scope),
      ),

    resumeAccount: operator
      .meta(REST.resumeAccount)
      .input(fromCaller(AccountRef))
      .output(Account)
      .mutation(({ input: { id }, ctx: { principal, scope } }) =>
        deps.auth.resumeAccount({ accountId: id, by: principal.accountId }, scope),
      ),

    plans: operator
      .meta(REST.plans)
      .output(z.object({ plans: z.array(Plan) }))
      .query(({ ctx }) => deps.auth.listPlans({}, ctx.scope)),

    putPlan: operator
      .meta(REST.putPlan)
      .input(fromCaller(z.strictObject(Plan.shape)))
      .output(Plan)
      .mutation(({ input, ctx }) => deps.auth.putPlan(input, ctx.scope)),

    analytics: operator
      .meta(REST.analytics)
      .input(
        fromCaller(
          z.strictObject({ from: z.iso.date().optional(), to: z.iso.date().optional() }).prefault({}),
        ),
      )
      .output(history.procedures.analytics.output.extend({ from: z.iso.date(), to: z.iso.date() }))
      .query(async ({ input, ctx }) => {
        const { from, to, issues } = decideDays(input, dayOf(new Date()))
        if (issues.length > 0) throw badInput(issues)
        return { from, to, ...(await deps.history.analytics({ from, to }, ctx.scope)) }
      }),

    overview: operator
      .meta(REST.overview)
      .output(Overview)
      .query(({ ctx }) => readOverview(deps.overview, ctx.scope)),
  })
}
