import * as z from 'zod'
import { AccountId, CredentialRef } from './admission.ts'
import { eventLog } from './streams.ts'

/**
 * Credentials that ended before their time, told to every gateway, which ends the streams opened with them. Key: an id
 * of the event itself, always number 1.
 */
export const revocations = eventLog({
  name: 'REVOCATIONS',
  prefix: 'auth.revocations',
  event: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('credential'), credential: CredentialRef }),
    z
      .object({ kind: z.literal('account'), accountId: AccountId })
      .describe('All keys and sessions of an account.'),
  ]),
  keyTokens: 1,
  keepMs: 5 * 60_000,
  maxBytes: 16 * 1024 * 1024,
})
