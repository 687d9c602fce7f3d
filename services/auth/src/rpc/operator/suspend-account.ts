import type { auth } from '@runhive/contracts/auth'
import type { Handler } from '@runhive/contracts/define'
import type { Logger } from '@runhive/process/log'
import type { Kysely } from 'kysely'
import * as accounts from '../../db/accounts.ts'
import type { PlanOf } from '../../db/plans.ts'
import * as outbox from '../../db/revocation-outbox.ts'
import type { Schema } from '../../db/schema.ts'
import { toAccount } from '../../domain/account.ts'
import { revokedAccount } from '../../domain/revocation.ts'
import { suspend } from '../../domain/suspension.ts'
import { toUuid } from '../../domain/uuid.ts'
import type { Invalidate } from '../../revocation/invalidate.ts'

export interface SuspendAccountDeps {
  readonly db: Kysely<Schema>
  readonly planOf: PlanOf
  readonly now: () => Date
  readonly invalidate: Invalidate
  /** Starts cancelling its executions. */
  readonly cancelSoon: () => void
  readonly log: Pick<Logger, 'info'>
}

/** Its streams end as if every credential had been revoked; the credentials stay, for the day it is resumed. */
export function suspendAccount(deps: SuspendAccountDeps): Handler<typeof auth.procedures.suspendAccount> {
  return async ({ accountId, by, reason }, call) => {
    const account = await deps.db.transaction().execute(async (trx) => {
      const found = await accounts.lock(trx, toUuid(accountId))
      if (!found) throw call.refusal('NO_SUCH_ACCOUNT', {})
      const suspension = suspend(found, { by, reason, at: deps.now() })
      if (!suspension) throw call.refusal('OWN_ACCOUNT', {})
      await accounts.setSuspension(trx, found.id, suspension)
      await outbox.insert(trx, [revokedAccount(found.id)])
      return { ...found, suspension }
    })
    deps.invalidate.account(account.id)
    deps.cancelSoon()
    // The reason may name people: it is in the database only.
    deps.log.info({ accountId: account.id, by }, 'an account has been suspended')
    return toAccount(account, await deps.planOf(account.id))
  }
}
