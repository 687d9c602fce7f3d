import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

/** Gives the id of the account with this handle, which is made when there is none. Safe at once: there is never a second one. */
export async function ensureByHandle(db: Kysely<Schema>, handle: string): Promise<string> {
  await db
    .insertInto('accounts')
    .values({ handle })
    .onConflict((conflict) => conflict.column('handle').doNothing())
    .execute()
  const { id } = await db
    .selectFrom('accounts')
    .select('id')
    .where('handle', '=', handle)
    .executeTakeFirstOrThrow()
  return id
}
