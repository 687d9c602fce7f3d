import type { auth } from '@runhive/contracts/auth'
import type { Handler } from '@runhive/contracts/define'
import type { Kysely } from 'kysely'
import * as accounts from '../../db/accounts.ts'
import type { PlanOf } from '../../db/plans.ts'
import type { Schema } from '../../db/schema.ts'
import { toAccount } from '../../domain/account.ts'
import { parseCursor, toCursor } from '../../domain/position.ts'

/** Newest first. One more than a page is read, to know whether there is a next one. */
export function listAccounts(deps: {
  db: Kysely<Schema>
  planOf: PlanOf
}): Handler<typeof auth.procedures.listAccounts> {
  return async ({ search, state, cursor, limit }, call) => {
    const after = cursor === undefined ? undefined : parseCursor(cursor)
    if (cursor !== undefined && after === undefined) throw call.refusal('BAD_CURSOR', {})
    const found = await accounts.list(deps.db, { search, state, after, limit: limit + 1 })
    const page = found.slice(0, limit)
    const last = page.at(-1)
    return {
      accounts: await Promise.all(page.map(async (one) => toAccount(one, await deps.planOf(one.id)))),
      ...(found.length > limit && last ? { nextCursor: toCursor(last) } : {}),
    }
  }
}
