import type { Principal } from '@runhive/contracts/admission'
import type { KeyRecord } from '../domain/admission.ts'
import { parseApiKey } from '../domain/api-key.ts'
import type { VerifyKey } from '../keys/key-verifier.ts'
import type { VerifiedSession, VerifySession } from '../sessions/sessions.ts'

export type Credential =
  | { readonly kind: 'key'; readonly token: string }
  | { readonly kind: 'session'; readonly token: string }
  | { readonly kind: 'anonymous' }

export type Caller =
  | { readonly kind: 'key'; readonly key: KeyRecord }
  | { readonly kind: 'session'; readonly session: VerifiedSession }
  | { readonly kind: 'anonymous' }
  /** The credential proves nothing. A malformed one is recognised without a look-up. */
  | { readonly kind: 'unknown'; readonly malformed: boolean }

/** Who the caller is. Rejects with `Unavailable` when the database is away and the credential was not seen lately. */
export function createIdentify(deps: { verifyKey: VerifyKey; verifySession: VerifySession }) {
  return async (credential: Credential): Promise<Caller> => {
    if (credential.kind === 'anonymous') return credential
    if (credential.kind === 'session') {
      const session = await deps.verifySession(credential.token)
      return session ? { kind: 'session', session } : { kind: 'unknown', malformed: false }
    }
    const parsed = parseApiKey(credential.token)
    if (parsed === undefined) return { kind: 'unknown', malformed: true }
    const key = await deps.verifyKey(parsed)
    return key ? { kind: 'key', key } : { kind: 'unknown', malformed: false }
  }
}
export type Identify = ReturnType<typeof createIdentify>

/** What a key or a session proves. */
export function toPrincipal(
  caller: Extract<Caller, { kind: 'key' | 'session' }>,
  scopes: Principal['scopes'],
): Principal {
  if (caller.kind === 'key') {
    const { id, accountId, role } = caller.key
    return { accountId, credential: { kind: 'key', id }, role, scopes: [...caller.key.scopes] }
  }
  const { accountId, role, sessionId } = caller.session
  return { accountId, credential: { kind: 'session', id: sessionId }, role, scopes }
}
