import type { auth } from '@runhive/contracts/auth'
import type { Handler } from '@runhive/contracts/define'
import type { Kysely } from 'kysely'
import * as ownKeys from '../../db/own-keys.ts'
import * as outbox from '../../db/revocation-outbox.ts'
import type { Schema } from '../../db/schema.ts'
import { revokedKey } from '../../domain/revocation.ts'
import { toUuid } from '../../domain/uuid.ts'
import type { Invalidate } from '../../revocation/invalidate.ts'

export function removeKey(deps: {
  db: Kysely<Schema>
  invalidate: Invalidate
}): Handler<typeof auth.procedures.removeKey> {
  return async ({ accountId, id }, call) => {
    await deps.db.transaction().execute(async (trx) => {
      const removed = await ownKeys.remove(trx, ownKeys.toAddress(toUuid(accountId), id))
      if (!removed) throw call.refusal('NO_SUCH_KEY', {})
      await outbox.insert(trx, [revokedKey(id)])
    })
    deps.invalidate.key(id)
    return {}
  }
}
