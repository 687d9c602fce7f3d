import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import * as accounts from '../db/accounts.ts'
import * as apiKeys from '../db/api-keys.ts'
import type { Schema } from '../db/schema.ts'
import { createApiKey } from '../domain/api-key.ts'
import type { LimitRequest, Limits, Subject } from '../domain/limits.ts'

/** So much that no test reaches it. */
const PLENTY: Limits = { requestsPerMinute: 1_000_000, burst: 1_000_000 }

export type AccountSubject = Subject & { readonly accountId: string }

/** An account of its own, with these limits. */
export async function newAccount(db: Kysely<Schema>, limits: Partial<Limits> = {}): Promise<AccountSubject> {
  const accountId = await accounts.ensureByHandle(db, `a-${randomUUID()}`)
  return { of: 'account', id: `account:${accountId}`, accountId, limits: { ...PLENTY, ...limits } }
}

/** A key of that account, with these limits. */
export async function newKey(
  db: Kysely<Schema>,
  { accountId }: AccountSubject,
  limits: Partial<Limits> = {},
): Promise<Subject> {
  const { id, digest } = createApiKey()
  await apiKeys.insert(db, { id, digest, accountId, name: 'test', scopes: ['executions'] })
  return { of: 'key', id: `key:${id}`, keyId: id, limits: { ...PLENTY, ...limits } }
}

/** A request for an execution. */
export function run(
  subjects: LimitRequest['subjects'],
  execution: { id?: string; lapsesAfterMs?: number } = {},
): LimitRequest & { execution: NonNullable<LimitRequest['execution']> } {
  const owner = subjects[0].accountId ?? 'nobody'
  return { subjects, execution: { owner, id: randomUUID(), lapsesAfterMs: 60_000, ...execution } }
}
