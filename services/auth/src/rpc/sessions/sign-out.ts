import type { auth } from '@runhive/contracts/auth'
import type { Handler } from '@runhive/contracts/define'
import type { Kysely } from 'kysely'
import * as outbox from '../../db/revocation-outbox.ts'
import type { Schema } from '../../db/schema.ts'
import * as sessions from '../../db/sessions.ts'
import { revokedSession } from '../../domain/revocation.ts'
import type { Invalidate } from '../../revocation/invalidate.ts'

export interface SignOutDeps {
  readonly db: Kysely<Schema>
  readonly now: () => Date
  readonly invalidate: Invalidate
}

export function signOut({ db, now, invalidate }: SignOutDeps): Handler<typeof auth.procedures.signOut> {
  return async ({ token, everywhere }) => {
    const ids = await db.transaction().execute(async (trx) => {
      const gone = await sessions.endByToken(trx, token, { everywhere, now: now() })
      await outbox.insert(trx, gone.map(revokedSession))
      return gone
    })
    invalidate.sessions()
    return { ended: ids.length }
  }
}
