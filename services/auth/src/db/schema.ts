import type { ApiKeyRequest } from '@runhive/contracts/account'
import type { Generated, GeneratedAlways } from 'kysely'
import type { Parts } from '../domain/removal.ts'
import type { Revocation } from '../domain/revocation.ts'

export interface Schema {
  accounts: AccountsTable
  api_keys: ApiKeysTable
  sessions: SessionsTable
  used_flows: UsedFlowsTable
  revocation_outbox: RevocationOutboxTable
  account_removals: AccountRemovalsTable
  plans: PlansTable
  counters: CountersTable
  leases: LeasesTable
  withdrawn: WithdrawnTable
  requests: RequestsTable
  anonymous_secrets: AnonymousSecretsTable
}

export interface AccountsTable {
  id: Generated<string>
  handle: string | null
  role: Generated<'user' | 'operator'>
  created_at: Generated<Date>
  issuer: string | null
  subject: string | null
  email: string | null
  name: string | null
  removed_at: Date | null
  plan: Generated<string>
  suspended_at: Date | null
  suspension_reason: string | null
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
  kind: Generated<'server' | 'browser'>
  origins: Generated<string[]>
  ip_ranges: Generated<string[]>
  allowance: Generated<ApiKeyRequest['allowance']>
}

export interface SessionsTable {
  digest: Buffer
  id: Generated<string>
  account_id: string
  created_at: Generated<Date>
  expires_at: Date
  ip: string | null
  user_agent: string | null
}

export interface UsedFlowsTable {
  digest: Buffer
  expires_at: Date
}

export interface RevocationOutboxTable {
  id: Generated<string>
  event: Revocation
  created_at: Generated<Date>
}

export interface AccountRemovalsTable {
  id: Generated<string>
  account_id: string | null
  email: string | null
  parts: Parts
  requested_at: Generated<Date>
  finished_at: Date | null
  attempts: Generated<number>
  next_attempt_at: Generated<Date>
}

export interface PlansTable {
  name: string
  requests_per_minute: number
  burst: number
  executions_per_day: number
  concurrent_executions: number
  max_keys: number
  retention_days: number
}

/** Written by the functions of the migrations alone. */
export interface CountersTable {
  subject: string
  account_id: string | null
  key_id: string | null
  tokens: number
  refilled_at: Date
  executions: number
  day: Date
  outstanding: number
  swept_at: Date
}

/** Written by the functions of the migrations alone. */
export interface LeasesTable {
  owner: string
  execution_id: string
  counter: string
  key_counter: string | null
  day: Date
  lapses_at: Date
  taken_at: Generated<Date>
  check_at: Generated<Date | null>
  token_until: Date | null
}

export interface WithdrawnTable {
  execution_id: string
  at: Generated<Date>
}

export interface RequestsTable {
  id: GeneratedAlways<string>
  at: Date
  procedure: string
  outcome: string
  ip: string | null
  user_agent: string | null
  key_id: string | null
  account_id: string | null
}

export interface AnonymousSecretsTable {
  day: Date
  secret: Buffer
}
