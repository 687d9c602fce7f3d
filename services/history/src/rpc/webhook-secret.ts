import type { Handler } from '@runhive/contracts/define'
import type { history } from '@runhive/contracts/history'
import type { SecretVersion } from '../db/webhook-secrets.ts'
import { deriveKey, toSecret } from '../domain/webhook-signature.ts'

/** With which an account's webhooks are signed. After a rotation the secret before it is used beside the new one for a day. */
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
