import type { Kysely } from 'kysely'
import * as accounts from '../db/accounts.ts'
import * as apiKeys from '../db/api-keys.ts'
import type { Schema } from '../db/schema.ts'
import { SCOPES } from '../domain/admission.ts'
import { createApiKey } from '../domain/api-key.ts'

const HANDLE = /^[a-z][a-z0-9-]{0,62}$/
const MAX_NAME_LENGTH = 100

/**
 * Makes a key with every scope for the account of a handle, and the account when there is none. Gives the key: the only
 * copy.
 */
export async function createKey(
  db: Kysely<Schema>,
  options: { account?: string | undefined; name?: string | undefined },
): Promise<string> {
  const { account = '', name = '' } = options
  if (!HANDLE.test(account)) throw new Error('--account must be lower-case letters, digits and hyphens')
  if (name === '' || name.length > MAX_NAME_LENGTH) {
    throw new Error(`--name must have 1 to ${MAX_NAME_LENGTH} characters`)
  }
  const accountId = await accounts.ensureByHandle(db, account)
  const { id, digest, token } = createApiKey()
  await apiKeys.insert(db, { id, digest, accountId, name, scopes: SCOPES })
  return token
}
