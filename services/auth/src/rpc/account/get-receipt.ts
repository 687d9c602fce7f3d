import type { auth } from '@runhive/contracts/auth'
import type { Handler } from '@runhive/contracts/define'
import type { Kysely } from 'kysely'
import * as removals from '../../db/removals.ts'
import type { Schema } from '../../db/schema.ts'
import { toReceipt } from '../../domain/removal.ts'

/** Anyone who has a receipt's id may read it: the account itself no longer exists. */
export function getReceipt(deps: { db: Kysely<Schema> }): Handler<typeof auth.procedures.getReceipt> {
  return async ({ id }, call) => {
    const removal = await removals.find(deps.db, id)
    if (!removal) throw call.refusal('NO_SUCH_RECEIPT', {})
    return toReceipt(removal)
  }
}
