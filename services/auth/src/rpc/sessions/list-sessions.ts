import type { auth } from '@runhive/contracts/auth'
import type { Handler } from '@runhive/contracts/define'
import type { Kysely } from 'kysely'
import type { Schema } from '../../db/schema.ts'
import * as sessions from '../../db/sessions.ts'
import { toUuid } from '../../domain/uuid.ts'

export function listSessions(deps: {
  db: Kysely<Schema>
  now: () => Date
}): Handler<typeof auth.procedures.listSessions> {
  return async ({ accountId, current }) => {
    const found = await sessions.list(deps.db, toUuid(accountId), deps.now())
    return {
      sessions: found.map(({ createdAt, expiresAt, ...session }) => ({
        ...session,
        createdAt: createdAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
        current: session.id === current,
      })),
    }
  }
}
