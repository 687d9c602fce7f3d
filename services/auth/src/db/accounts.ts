import type { Account } from '@runhive/contracts/account'
import type { Kysely } from 'kysely'
import { toUuid } from '../domain/uuid.ts'
import * as plans from './plans.ts'
import type { Schema } from './schema.ts'

/** What accounts that the operator's command makes may use: they are programs of the operator's own. */
const PLAN_OF_HANDLES = 'development'

/** Gives the id of the account with this handle, which is made when there is none. Safe at once: there is never a second one. */
export async function ensureByHandle(db: Kysely<Schema>, handle: string): Promise<string> {
  await db
    .insertInto('accounts')
    .values({ handle, plan: PLAN_OF_HANDLES })
    .onConflict((conflict) => conflict.column('handle').doNothing())
    .execute()
  const { id } = await db
    .selectFrom('accounts')
    .select('id')
    .where('handle', '=', handle)
    .executeTakeFirstOrThrow()
  return id
}

/** An account as its owner and operators see it. */
export async function find(db: Kysely<Schema>, accountId: string): Promise<Account | undefined> {
  const [row, plan] = await Promise.all([
    db.selectFrom('accounts').selectAll().where('id', '=', toUuid(accountId)).executeTakeFirst(),
    plans.createFinderByAccount(db)(accountId),
  ])
  if (!row || !plan) return undefined
  // Sign-in adds these two; an account that no sign-in made has neither.
  const { email = null, name = null }: typeof row & { email?: string | null; name?: string | null } = row
  return { id: row.id, email, name, role: row.role, plan, createdAt: row.created_at.toISOString() }
}
