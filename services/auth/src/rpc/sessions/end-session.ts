import type { auth } from '@runhive/contracts/auth'
import type { Handler } from '@runhive/contracts/define'
import type { Kysely } from 'kysely'
import * as outbox from '../../db/revocation-outbox.ts'
import type { Schema } from '../../db/schema.ts'
import * as sessions from '../../db/sessions.ts'
import { revokedSession } from '../../domain/revocation.ts'
import { toUuid } from '../../domain/uuid.ts'
import type { Invalidate } from '../../revocation/invalidate.ts'

export function endSession(deps: {
  db: Kysely<Schema>
  invalidate: Invalidate
}): Handler<typeof auth.procedures.endSession> {
  return async ({ accountId, id }, call) => {
    await deps.db.transaction().execute(async (trx) => {
      const ids = await sessions.end(trx, { accountId: toUuid(accountId), id: toUuid(id) })
      if (ids.length === 0) throw call.refusal('NO_SUCH_SESSION', {})
      await outbox.insert(trx, ids.map(revokedSession))
    })
    deps.invalidate.sessions()
    return {}
  }
}
