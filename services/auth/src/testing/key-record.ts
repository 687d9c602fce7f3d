import type { KeyRecord } from '../domain/admission.ts'
import type { createApiKey } from '../domain/api-key.ts'

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
