import type { ExecutionResult, ExecutionStatus } from '@runhive/contracts/execution-result'
import type { ServiceState, WebhookDelivery } from '@runhive/contracts/history'
import type { AskedRequest } from '@runhive/contracts/request'
import type { ColumnType, Generated } from 'kysely'

export interface Schema {
  executions: ExecutionsTable
  requests: RequestsTable
  usage: UsageTable
  seen_executions: SeenExecutionsTable
  removed_accounts: RemovedAccountsTable
  deliveries: DeliveriesTable
  webhook_secrets: WebhookSecretsTable
  service_minutes: ServiceMinutesTable
  service_hours: ServiceHoursTable
  outcomes: OutcomesTable
}

export interface ExecutionsTable {
  id: string
  account_id: string
  language: string
  runtime: string
  status: ExecutionStatus
  message: string
  total_ms: number
  created_at: Date
  finished_at: Date
  /** Written as text, so that a program's output is kept exactly; read back parsed. */
  result: ColumnType<ExecutionResult, string, never>
  /** Of `result` as text: it lets an export fill a page without reading results. */
  result_bytes: number
  expires_at: Date
}

/** Requests of executions whose results are stored. */
export interface RequestsTable {
  /** The execution's. */
  id: string
  account_id: string
  /** Exactly as it was, like `result`. */
  request: ColumnType<AskedRequest, string, never>
  request_bytes: number
  expires_at: Date
}

export interface UsageTable {
  account_id: string
  /** UTC, `2030-12-31`. Read it as text: the driver would make it a moment of the local time zone. */
  day: string
  language: string
  runs: number
  errors: number
  cpu_ms: number
}

export interface SeenExecutionsTable {
  id: string
  removed: Generated<boolean>
  expires_at: Date
}

export interface RemovedAccountsTable {
  digest: Buffer
  expires_at: Date
}

export interface DeliveriesTable {
  id: string
  /** null for a test. */
  execution_id: string | null
  account_id: string
  url: string
  /** `sealed` is pending, with a payload that is encrypted. */
  status: WebhookDelivery['status'] | 'sealed'
  /** What is sent; null once nothing will be. */
  payload: string | null
  created_at: Date
  next_attempt_at: Date | null
  attempts: ColumnType<WebhookDelivery['attempts'], string | undefined, string>
  expires_at: Date | null
}

export interface WebhookSecretsTable {
  account_id: string
  version: number
  rotated_at: Date
}

/** The state of a service in a minute in which a process looked at the mesh. */
export interface ServiceMinutesTable {
  minute: Date
  service: string
  state: Exclude<ServiceState, 'unknown'>
  instances: number
}

/** How many minutes of an hour a service was in each state. */
export interface ServiceHoursTable {
  hour: Date
  service: string
  up: number
  degraded: number
  down: number
}

/** How many executions finished in an hour with a status, over all accounts. */
export interface OutcomesTable {
  hour: Date
  status: ExecutionStatus
  /** One of several rows to count in. */
  shard: number
  runs: number
}
