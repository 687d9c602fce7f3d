import type { auth } from '@runhive/contracts/auth'
import type { Handler } from '@runhive/contracts/define'
import type { Kysely } from 'kysely'
import * as accounts from '../../db/accounts.ts'
import * as ownKeys from '../../db/own-keys.ts'
import * as removals from '../../db/removals.ts'
import * as outbox from '../../db/revocation-outbox.ts'
import type { Schema } from '../../db/schema.ts'
import * as sessions from '../../db/sessions.ts'
import { newParts, type Removal, toReceipt } from '../../domain/removal.ts'
import { revokedAccount } from '../../domain/revocation.ts'
import { toUuid } from '../../domain/uuid.ts'
import type { Invalidate } from '../../revocation/invalidate.ts'

export interface RemoveAccountDeps {
  readonly db: Kysely<Schema>
  readonly invalidate: Invalidate
  /** Starts on the rest of it. */
  readonly removeSoon: () => void
}

/** Credentials end in the transaction that begins the removal: after this answer the account has none left. */
export function removeAccount(deps: RemoveAccountDeps): Handler<typeof auth.procedures.removeAccount> {
  return async (input, call) => {
    const accountId = toUuid(input.accountId)
    const removal = await begin(deps.db, accountId)
    if (!removal) throw call.refusal('NO_SUCH_ACCOUNT', {})
    deps.invalidate.account(accountId)
    deps.removeSoon()
    return toReceipt(removal)
  }
}

/** The removal of an account: a new one, or the one under way. undefined when there is no such account. */
function begin(db: Kysely<Schema>, accountId: string): Promise<Removal | undefined> {
  return db.transaction().execute(async (trx) => {
    const account = await accounts.lock(trx, accountId)
    if (!account) return removals.findByAccount(trx, accountId)
    const ended = await sessions.endAll(trx, accountId)
    const keys = await ownKeys.removeAll(trx, accountId)
    await outbox.insert(trx, [revokedAccount(accountId)])
    const parts = newParts({ sessions: ended.length, keys })
    return removals.begin(trx, { id: accountId, email: account.email, parts })
  })
}
