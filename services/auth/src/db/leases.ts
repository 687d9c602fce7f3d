import { type Kysely, sql } from 'kysely'
import type { Schema } from './schema.ts'

/** Whether an account has executions that were accepted and may not have ended. */
export async function hasLive(db: Kysely<Schema>, accountId: string): Promise<boolean> {
  const row = await db
    .selectFrom('leases')
    .select('execution_id')
    .where('owner', '=', accountId)
    .where('lapses_at', '>', sql<Date>`now()`)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
