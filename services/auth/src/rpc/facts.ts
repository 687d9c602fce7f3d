import type { auth } from '@runhive/contracts/auth'
import type { Handler } from '@runhive/contracts/define'

/** What this installation lets people do, from its settings and plans. */
export function facts(deps: {
  settings: {
    readonly oidc: { readonly issuer: URL } | undefined
    readonly anonymousExecutions: boolean
    readonly requestLogDays: number
  }
  sessionDays: number
  listPlans: () => Promise<ReadonlyArray<{ name: string; retentionDays: number }>>
}): Handler<typeof auth.procedures.facts> {
  const { oidc, anonymousExecutions, requestLogDays } = deps.settings
  return async () => ({
    signIn: oidc !== undefined,
    issuer: oidc?.issuer.href.replace(/\/$/, '') ?? null,
    anonymousExecutions,
    requestLogDays,
    sessionDays: deps.sessionDays,
    plans: (await deps.listPlans()).map(({ name, retentionDays }) => ({ name, retentionDays })),
  })
}
