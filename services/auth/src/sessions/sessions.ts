import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import { Lucia, TimeSpan } from 'lucia'
import type { Schema } from '../db/schema.ts'
import { createSessionAdapter } from '../db/session-adapter.ts'

/** How long a session lives without being used, days. Used in the second half, it begins anew. */
export const SESSION_DAYS = 30

export interface VerifiedSession {
  readonly accountId: string
  readonly role: 'user' | 'operator'
  /** Whether its account is. */
  readonly suspended: boolean
  /** Names the session without being it. */
  readonly sessionId: string
  readonly expiresAt: Date
  /** It lives longer than the browser knows: its cookie must be set again. */
  readonly extended: boolean
}

/** Gives what a session's token proves, else undefined, for any reason. */
export type VerifySession = (token: string) => Promise<VerifiedSession | undefined>

export interface OpenedSession {
  /** The cookie's value: the only copy. */
  readonly token: string
  readonly expiresAt: Date
}

/** The client that opens a session: shown to its owner. */
export interface ClientInfo {
  readonly ip?: string | undefined
  readonly userAgent?: string | undefined
}

export function createSessionVerifier(db: Kysely<Schema>): VerifySession {
  const lucia = createLucia(db)
  return async (token) => {
    const { session, user } = await lucia.validateSession(token)
    if (!session) return undefined
    return {
      accountId: user.id,
      role: user.role,
      suspended: user.suspended,
      sessionId: session.viewId,
      expiresAt: session.expiresAt,
      extended: session.fresh,
    }
  }
}

export async function openSession(
  db: Kysely<Schema>,
  accountId: string,
  { ip, userAgent }: ClientInfo,
): Promise<OpenedSession> {
  const attributes = { viewId: randomUUID(), ip: toText(ip), userAgent: toText(userAgent) }
  const { id, expiresAt } = await createLucia(db).createSession(accountId, attributes)
  return { token: id, expiresAt }
}

/** A text column cannot store NUL. */
const toText = (text: string | undefined) => text?.replaceAll('\0', '\u{fffd}') ?? null

function createLucia(db: Kysely<Schema>) {
  return new Lucia(createSessionAdapter(db), {
    sessionExpiresIn: new TimeSpan(SESSION_DAYS, 'd'),
    getSessionAttributes: ({ viewId }) => ({ viewId }),
    getUserAttributes: ({ role, suspended }) => ({ role, suspended }),
  })
}

declare module 'lucia' {
  interface Register {
    Lucia: ReturnType<typeof createLucia>
    DatabaseSessionAttributes: { viewId: string; ip: string | null; userAgent: string | null }
    DatabaseUserAttributes: { role: 'user' | 'operator'; suspended: boolean }
  }
}
