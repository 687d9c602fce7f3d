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
  /** Proves nothing. `garbage` was never a credential: that is known without asking anybody. */
  | { readonly kind: 'stranger'; readonly garbage: boolean }

/** Who is asking. Rejects with `Unavailable` when the database is away and the credential not insured. */
export function createIdentify(deps: { verifyKey: VerifyKey; verifySession: VerifySession }) {
  return async (credential: Credential): Promise<Caller> => {
    if (credential.kind === 'anonymous') return credential
    if (credential.kind === 'session') {
      const session = await deps.verifySession(credential.token)
      return session ? { kind: 'session', session } : { kind: 'stranger', garbage: false }
    }
    const parsed = parseApiKey(credential.token)
    if (parsed === undefined) return { kind: 'stranger', garbage: true }
    const key = await deps.verifyKey(parsed)
    return key ? { kind: 'key', key } : { kind: 'stranger', garbage: false }
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
