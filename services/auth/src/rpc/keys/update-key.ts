import type { auth } from '@runhive/contracts/auth'
import type { Handler } from '@runhive/contracts/define'
import type { Kysely } from 'kysely'
import * as ownKeys from '../../db/own-keys.ts'
import * as outbox from '../../db/revocation-outbox.ts'
import type { Schema } from '../../db/schema.ts'
import { findKeyIssues } from '../../domain/key-rules.ts'
import { changeKey, isEnded, toKeyView } from '../../domain/own-key.ts'
import { revokedKey } from '../../domain/revocation.ts'
import { toUuid } from '../../domain/uuid.ts'
import type { Invalidate } from '../../revocation/invalidate.ts'

export interface UpdateKeyDeps {
  readonly db: Kysely<Schema>
  readonly now: () => Date
  readonly invalidate: Invalidate
}

/** Changes the fields of a key that are given. An expiry in the past is no mistake: it ends the key now. */
export function updateKey({ db, now, invalidate }: UpdateKeyDeps): Handler<typeof auth.procedures.updateKey> {
  return async ({ accountId, id, change }, call) => {
    const changedAt = now()
    const changed = await db.transaction().execute(async (trx) => {
      const key = await ownKeys.lock(trx, ownKeys.toAddress(toUuid(accountId), id))
      if (!key) throw call.refusal('NO_SUCH_KEY', {})
      const after = changeKey(key, change, changedAt)
      const issues = findKeyIssues({ ...after, expiresAt: undefined }, changedAt)
      if (issues.length > 0) throw call.refusal('BAD_KEY', { issues })
      await ownKeys.save(trx, after)
      if (isEnded(key, after, changedAt)) await outbox.insert(trx, [revokedKey(id)])
      return after
    })
    invalidate.key(id)
    return toKeyView(changed)
  }
}
