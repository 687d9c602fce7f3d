import type { Plan } from '@runhive/contracts/account'
import type { KeyRecord } from '../domain/admission.ts'
import type { createApiKey } from '../domain/api-key.ts'

const PLAN: Plan = {
  name: 'free',
  allowance: { requestsPerMinute: 60, burst: 10, executionsPerDay: 5, concurrentExecutions: 2 },
  maxKeys: 3,
  retentionDays: 7,
}

/** A good key of account `a1` as the table has it, but for what a test changes. */
export function recordOf(
  { id, digest }: ReturnType<typeof createApiKey>,
  change: Partial<KeyRecord> = {},
): KeyRecord {
  return {
    ...{ id, digest },
    accountId: 'a1',
    role: 'user',
    suspended: false,
    plan: PLAN,
    scopes: ['executions'],
    kind: 'server',
    origins: [],
    ipRanges: [],
    allowance: {},
    expiresAt: undefined,
    deactivatedAt: undefined,
    lastUsedAt: undefined,
    ...change,
  }
}
