import type { Plan } from '@runhive/contracts/account'
import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

const DEFAULT: Plan = {
  name: 'default',
  allowance: { requestsPerMinute: 600, burst: 100, executionsPerDay: 10_000, concurrentExecutions: 20 },
  maxKeys: 100,
  retentionDays: 30,
}

/** The plan of an account that exists. */
export type PlanOf = (accountId: string) => Promise<Plan>

/** There is one plan for all. */
export async function planOf(_db: Kysely<Schema>, _accountId: string): Promise<Plan> {
  return DEFAULT
}
