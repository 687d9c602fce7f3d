import type { Generated } from 'kysely'

export interface Schema {
  accounts: AccountsTable
  api_keys: ApiKeysTable
}

export interface AccountsTable {
  id: Generated<string>
  handle: string | null
  role: Generated<'user' | 'operator'>
  created_at: Generated<Date>
}

export interface ApiKeysTable {
  id: string
  account_id: string
  name: string
  digest: Buffer
  scopes: string[]
  created_at: Generated<Date>
  last_used_at: Date | null
  expires_at: Date | null
  deactivated_at: Date | null
}
