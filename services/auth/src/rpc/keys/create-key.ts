import type { auth } from '@runhive/contracts/auth'
import type { Handler } from '@runhive/contracts/define'
import type { Kysely } from 'kysely'
import * as accounts from '../../db/accounts.ts'
import * as apiKeys from '../../db/api-keys.ts'
import * as ownKeys from '../../db/own-keys.ts'
import type { PlanOf } from '../../db/plans.ts'
import type { Schema } from '../../db/schema.ts'
import { createApiKey } from '../../domain/api-key.ts'
import { findKeyIssues } from '../../domain/key-rules.ts'
import { toKeyView, toWantedKey } from '../../domain/own-key.ts'
import { toUuid } from '../../domain/uuid.ts'

export interface CreateKeyDeps {
  readonly db: Kysely<Schema>
  readonly planOf: PlanOf
  readonly now: () => Date
}

/** Makes a key. The account is locked meanwhile, so that requests at once do not make more than the plan allows. */
export function createKey({ db, planOf, now }: CreateKeyDeps): Handler<typeof auth.procedures.createKey> {
  return async ({ accountId, key: request }, call) => {
    const wanted = toWantedKey(request)
    const createdAt = now()
    const issues = findKeyIssues(wanted, createdAt)
    if (issues.length > 0) throw call.refusal('BAD_KEY', { issues })

    if (!(await accounts.find(db, toUuid(accountId)))) throw call.refusal('NO_SUCH_ACCOUNT', {})
    // Not inside the transaction: with one connection taken, it must not wait for another one.
    const { maxKeys } = await planOf(accountId)

    const { id, digest, token } = createApiKey()
    await db.transaction().execute(async (trx) => {
      const account = await accounts.lock(trx, accountId)
      if (!account) throw call.refusal('NO_SUCH_ACCOUNT', {})
      if ((await ownKeys.count(trx, account.id)) >= maxKeys) {
        throw call.refusal('TOO_MANY_KEYS', { maximum: maxKeys })
      }
      await apiKeys.insert(trx, { ...wanted, id, digest, accountId: account.id, createdAt })
    })
    const made = { ...wanted, id, createdAt, lastUsedAt: undefined, deactivatedAt: undefined }
    return { key: toKeyView(made), token }
  }
}
