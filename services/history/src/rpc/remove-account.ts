import type { Handler } from '@runhive/contracts/define'
import type { history } from '@runhive/contracts/history'

/** Deletes everything of an account. What exceeds the caller's timeout is done by its next call. */
export function removeAccount(deps: {
  /** Erases the account's requests and the keys of its webhooks from the mesh. */
  forget: (accountId: string) => Promise<void>
  remove: (account: { accountId: string; now: Date }, signal: AbortSignal) => Promise<Record<string, number>>
  now: () => Date
}): Handler<typeof history.procedures.removeAccount> {
  return async ({ accountId }, call) => {
    // First, or requests would be stored from there afterwards.
    await deps.forget(accountId)
    return { deleted: await deps.remove({ accountId, now: deps.now() }, call.signal) }
  }
}
