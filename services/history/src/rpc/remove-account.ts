import type { Handler } from '@runhive/contracts/define'
import type { history } from '@runhive/contracts/history'

/** Deletes everything of an account. What does not fit the caller's time is done when it asks again. */
export function removeAccount(deps: {
  /** Removes what the mesh still holds of what the account asked, and what opens its webhooks. */
  forget: (accountId: string) => Promise<void>
  remove: (account: { accountId: string; now: Date }, signal: AbortSignal) => Promise<Record<string, number>>
  now: () => Date
}): Handler<typeof history.procedures.removeAccount> {
  return async ({ accountId }, call) => {
    // First, or it would be kept from there afterwards.
    await deps.forget(accountId)
    return { deleted: await deps.remove({ accountId, now: deps.now() }, call.signal) }
  }
}
