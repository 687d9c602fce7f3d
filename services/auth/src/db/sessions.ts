import type { Kysely, Transaction } from 'kysely'
import { digestOf } from '../domain/session-token.ts'
import type { Schema } from './schema.ts'

export interface SessionRecord {
  readonly id: string
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly ip: string | null
  readonly userAgent: string | null
}

/** An account's sessions that have not ended, newest first. */
export async function list(db: Kysely<Schema>, accountId: string, now: Date): Promise<SessionRecord[]> {
  const rows = await db
    .selectFrom('sessions')
    .select(['id', 'created_at', 'expires_at', 'ip', 'user_agent'])
    .where('account_id', '=', accountId)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    ip: row.ip,
    userAgent: row.user_agent,
  }))
}

/** Ends one session of an account by its id. Gives the ids of what has ended. */
export async function end(
  trx: Transaction<Schema>,
  session: { accountId: string; id: string },
): Promise<string[]> {
  const rows = await trx
    .deleteFrom('sessions')
    .where('id', '=', session.id)
    .where('account_id', '=', session.accountId)
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** Ends the session of a token, or with `everywhere` all of its account's. One that has expired ends nothing. */
export async function endByToken(
  trx: Transaction<Schema>,
  token: string,
  { everywhere, now }: { everywhere: boolean; now: Date },
): Promise<string[]> {
  const session = await trx
    .selectFrom('sessions')
    .select(['id', 'account_id'])
    .where('digest', '=', digestOf(token))
    .where('expires_at', '>', now)
    .executeTakeFirst()
  if (!session) return []
  const { id, account_id: accountId } = session
  if (!everywhere) return end(trx, { accountId, id })
  // Deleting several rows needs a lock on the account, or two transactions could wait for each other.
  await trx.selectFrom('accounts').select('id').where('id', '=', accountId).forUpdate().execute()
  return endAll(trx, accountId)
}

/** Ends every session of an account. Gives their ids. */
export async function endAll(db: Kysely<Schema>, accountId: string): Promise<string[]> {
  const rows = await db.deleteFrom('sessions').where('account_id', '=', accountId).returning('id').execute()
  return rows.map(({ id }) => id)
}

/** Ends all but the newest `max` sessions of an account. Gives the ids of what has ended. */
export async function endOldest(trx: Transaction<Schema>, accountId: string, max: number): Promise<string[]> {
  const rows = await trx
    .deleteFrom('sessions')
    .where('digest', 'in', (old) =>
      old
        .selectFrom('sessions')
        .select('digest')
        .where('account_id', '=', accountId)
        .orderBy('created_at', 'desc')
        .orderBy('digest')
        .offset(max),
    )
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

export async function deleteExpired(db: Kysely<Schema>, now: Date): Promise<void> {
  await db.deleteFrom('sessions').where('expires_at', '<=', now).execute()
}
