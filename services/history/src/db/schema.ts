import type { ExecutionResult, ExecutionStatus } from '@runhive/contracts/execution'
import type { ColumnType } from 'kysely'

export interface Schema {
  executions: ExecutionsTable
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
  /** Written as text, so that what a program printed is kept exactly; read back parsed. */
  result: ColumnType<ExecutionResult, string, never>
}
