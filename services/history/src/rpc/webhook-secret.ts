import type { Handler } from '@runhive/contracts/define'
import type { history } from '@runhive/contracts/history'
import type { SecretVersion } from '../db/webhook-secrets.ts'
import { deriveKey, toSecret } from '../domain/webhook-signature.ts'

/** The secret that signs an account's webhooks. After a rotation the old one signs beside the new one for a day. */
export function webhookSecret(deps: {
  master: string
  find: (accountId: string) => Promise<SecretVersion>
  rotate: (accountId: string) => Promise<SecretVersion>
}): Handler<typeof history.procedures.webhookSecret> {
  return async ({ accountId, rotate }) => {
    const { version } = await (rotate ? deps.rotate(accountId) : deps.find(accountId))
    return { secret: toSecret(deriveKey(deps.master, { accountId, version })) }
  }
}
