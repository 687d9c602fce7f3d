import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

/** Uses a flow. False when it has been used already, even at this same moment. */
export async function use(db: Kysely<Schema>, flow: { digest: Buffer; expiresAt: Date }): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await db
    .insertInto('used_flows')
    .values({ digest: flow.digest, expires_at: flow.expiresAt })
    .onConflict((conflict) => conflict.column('digest').doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows > 0n
}

/** Forgets those that are refused because of their age alone. */
export async function deleteExpired(db: Kysely<Schema>, now: Date): Promise<void> {
  await db.deleteFrom('used_flows').where('expires_at', '<=', now).execute()
}
