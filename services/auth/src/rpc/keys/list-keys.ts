import type { auth } from '@runhive/contracts/auth'
import type { Handler } from '@runhive/contracts/define'
import type { Kysely } from 'kysely'
import * as ownKeys from '../../db/own-keys.ts'
import type { Schema } from '../../db/schema.ts'
import { toKeyView } from '../../domain/own-key.ts'
import { toUuid } from '../../domain/uuid.ts'

export function listKeys(deps: { db: Kysely<Schema> }): Handler<typeof auth.procedures.listKeys> {
  return async ({ accountId }) => {
    const keys = await ownKeys.list(deps.db, toUuid(accountId))
    return { keys: keys.map(toKeyView) }
  }
}
