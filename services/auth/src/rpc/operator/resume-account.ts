import type { auth } from '@runhive/contracts/auth'
import type { Handler } from '@runhive/contracts/define'
import type { Kysely } from 'kysely'
import * as accounts from '../../db/accounts.ts'
import type { Schema } from '../../db/schema.ts'
import { toAccount } from '../../domain/account.ts'
import { toUuid } from '../../domain/uuid.ts'
import type { KeyVerifier } from '../../keys/key-verifier.ts'
import type { SuspendAccountDeps } from './suspend-account.ts'

export interface ResumeAccountDeps extends Pick<SuspendAccountDeps, 'planOf' | 'log'> {
  readonly db: Kysely<Schema>
  readonly keys: Pick<KeyVerifier, 'forgetAccount'>
}

export function resumeAccount(deps: ResumeAccountDeps): Handler<typeof auth.procedures.resumeAccount> {
  return async ({ accountId, by }, call) => {
    const account = await deps.db.transaction().execute(async (trx) => {
      const found = await accounts.lock(trx, toUuid(accountId))
      if (!found) throw call.refusal('NO_SUCH_ACCOUNT', {})
      await accounts.setSuspension(trx, found.id, undefined)
      return { ...found, suspension: undefined }
    })
    deps.keys.forgetAccount(account.id)
    deps.log.info({ accountId: account.id, by }, 'an account has been resumed')
    return toAccount(account, await deps.planOf(account.id))
  }
}
