import * as createAccounts from './0001-create-accounts.ts'
import * as createApiKeys from './0002-create-api-keys.ts'

/** By name, in the order in which they are applied. */
export const migrations = {
  '0001-create-accounts': createAccounts,
  '0002-create-api-keys': createApiKeys,
}
