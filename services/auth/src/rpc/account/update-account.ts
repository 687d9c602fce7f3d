import type { auth } from '@runhive/contracts/auth'
import type { Handler } from '@runhive/contracts/define'
import type { Kysely } from 'kysely'
import * as accounts from '../../db/accounts.ts'
import type { PlanOf } from '../../db/plans.ts'
import type { Schema } from '../../db/schema.ts'
import { toAccount } from '../../domain/account.ts'
import { toUuid } from '../../domain/uuid.ts'

export function updateAccount(deps: {
  db: Kysely<Schema>
  planOf: PlanOf
}): Handler<typeof auth.procedures.updateAccount> {
  return async ({ accountId, name }, call) => {
    const account = await accounts.rename(deps.db, toUuid(accountId), name)
    if (!account) throw call.refusal('NO_SUCH_ACCOUNT', {})
    return toAccount(account, await deps.planOf(account.id))
  }
}
