import type { auth } from '@runhive/contracts/auth'
import type { Handler } from '@runhive/contracts/define'
import { missingScope } from '../domain/admission.ts'
import { parseApiKey } from '../domain/api-key.ts'
import type { VerifyKey } from '../keys.ts'
import type { LastUsed } from '../last-used.ts'

/** Who is asking, and may they? One refusal for every kind of wrong key: it tells a stranger nothing about any key. */
export function admit(deps: {
  verify: VerifyKey
  lastUsed: Pick<LastUsed, 'note'>
}): Handler<typeof auth.procedures.admit> {
  return async ({ credential, procedure }, call) => {
    const key = credential.kind === 'key' ? parseApiKey(credential.token) : undefined
    const record = key && (await deps.verify(key))
    if (!record) throw call.refusal('UNAUTHENTICATED', {})

    const scope = missingScope(record.scopes, procedure)
    if (scope !== undefined) throw call.refusal('FORBIDDEN', { scope })

    deps.lastUsed.note(record)
    return {
      accountId: record.accountId,
      credential: { kind: 'key', id: record.id },
      role: record.role,
      scopes: [...record.scopes],
    }
  }
}
