import { randomBytes } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { Schema } from './schema.ts'

/** Gives the secret of a day, the same to every process: the first one makes it. */
export async function ensure(db: Kysely<Schema>, day: string): Promise<Buffer> {
  const date = sql<Date>`${day}::date`
  await db
    .insertInto('anonymous_secrets')
    .values({ day: date, secret: randomBytes(32) })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const { secret } = await db
    .selectFrom('anonymous_secrets')
    .select('secret')
    .where('day', '=', date)
    .executeTakeFirstOrThrow()
  return secret
}

/** Forgets the secrets of earlier days: from then on the address of an account of that day cannot be found out. */
export async function forgetBefore(db: Kysely<Schema>, day: string): Promise<void> {
  await db.deleteFrom('anonymous_secrets').where('day', '<', sql<Date>`${day}::date`).execute()
}
