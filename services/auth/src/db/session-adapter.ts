import type { Kysely } from 'kysely'
import type { Adapter, DatabaseSession, RegisteredDatabaseUserAttributes } from 'lucia'
import { digestOf } from '../domain/session-token.ts'
import type { Schema } from './schema.ts'
import * as sessions from './sessions.ts'

/**
 * The interface that Lucia needs of a database. Lucia calls the token a session's `id`; here only its digest is ever
 * written or compared, so that the table is of no use to a thief. Sessions of an account under removal are not there.
 */
export function createSessionAdapter(db: Kysely<Schema>): Adapter {
  return {
    async getSessionAndUser(token) {
      const row = await findRow(db, token)
      if (!row) return [null, null]
      // The token again, not its digest: Lucia hands it back to extend and to delete the session.
      const session = {
        id: token,
        userId: row.account_id,
        expiresAt: row.expires_at,
        attributes: { viewId: row.id, ip: row.ip, userAgent: row.user_agent },
      }
      const attributes: RegisteredDatabaseUserAttributes = {
        role: row.role,
        suspended: row.suspended_at !== null,
      }
      return [session, { id: row.account_id, attributes }]
    },

    async setSession({ id: token, userId, expiresAt, attributes }: DatabaseSession) {
      await db
        .insertInto('sessions')
        .values({
          digest: digestOf(token),
          id: attributes.viewId,
          account_id: userId,
          expires_at: expiresAt,
          ip: attributes.ip,
          user_agent: attributes.userAgent,
        })
        .execute()
    },

    async updateSessionExpiration(token, expiresAt) {
      await db
        .updateTable('sessions')
        .set({ expires_at: expiresAt })
        .where('digest', '=', digestOf(token))
        .execute()
    },

    async deleteSession(token) {
      await db.deleteFrom('sessions').where('digest', '=', digestOf(token)).execute()
    },

    async deleteUserSessions(accountId) {
      await sessions.endAll(db, accountId)
    },

    async deleteExpiredSessions() {
      await sessions.deleteExpired(db, new Date())
    },

    // A digest is no token, and Lucia would take it for one: `sessions.list` is for seeing them.
    getUserSessions: () => Promise.reject(new Error('sessions cannot be listed by their tokens')),
  }
}

async function findRow(db: Kysely<Schema>, token: string) {
  return db
    .selectFrom('sessions')
    .innerJoin('accounts', 'accounts.id', 'sessions.account_id')
    .select([
      'sessions.id',
      'sessions.account_id',
      'sessions.expires_at',
      'sessions.ip',
      'sessions.user_agent',
      'accounts.role',
      'accounts.suspended_at',
    ])
    .where('sessions.digest', '=', digestOf(token))
    .where('accounts.removed_at', 'is', null)
    .executeTakeFirst()
}
