import type { ApiKeyRequest } from '@runhive/contracts/account'
import { prepared } from '@runhive/postgres/prepared'
import type { InferResult, Kysely } from 'kysely'
import { type KeyRecord, SCOPES, type Scope } from '../domain/admission.ts'
import { toPlan } from './plans.ts'
import type { Schema } from './schema.ts'

export interface NewKey {
  readonly id: string
  readonly digest: Buffer
  readonly accountId: string
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly kind?: 'server' | 'browser'
  readonly origins?: readonly string[]
  readonly ipRanges?: readonly string[]
  readonly allowance?: ApiKeyRequest['allowance']
  readonly expiresAt?: Date | undefined
  readonly createdAt?: Date
}

export async function insert(db: Kysely<Schema>, key: NewKey): Promise<void> {
  await db
    .insertInto('api_keys')
    .values({
      id: key.id,
      digest: key.digest,
      account_id: key.accountId,
      name: key.name,
      scopes: [...key.scopes],
      kind: key.kind ?? 'server',
      origins: [...(key.origins ?? [])],
      ip_ranges: [...(key.ipRanges ?? [])],
      allowance: key.allowance ?? {},
      expires_at: key.expiresAt ?? null,
      ...(key.createdAt && { created_at: key.createdAt }),
    })
    .execute()
}

/**
 * A finder of keys by their id, with the plan of their account. Its statement is compiled and prepared once: it runs
 * for nearly every request.
 */
export function createFinder(db: Kysely<Schema>): (id: string) => Promise<KeyRecord | undefined> {
  const query = prepared('find-key', selectById(db, '').compile())
  return async (id) => {
    const { rows } = await db.executeQuery<FoundRow>({ ...query, parameters: [id] })
    return rows[0] && toRecord(rows[0])
  }
}

type FoundRow = InferResult<ReturnType<typeof selectById>>[number]

function selectById(db: Kysely<Schema>, id: string) {
  return (
    db
      .selectFrom('api_keys')
      .innerJoin('accounts', 'accounts.id', 'api_keys.account_id')
      .innerJoin('plans', 'plans.name', 'accounts.plan')
      .select([
        'api_keys.id',
        'api_keys.account_id',
        'api_keys.scopes',
        'api_keys.kind',
        'api_keys.origins',
        'api_keys.ip_ranges',
        'api_keys.allowance',
        'api_keys.digest',
        'api_keys.expires_at',
        'api_keys.deactivated_at',
        'api_keys.last_used_at',
        'accounts.role',
        'accounts.suspended_at',
      ])
      .selectAll('plans')
      .where('api_keys.id', '=', id)
      // A key of an account under removal proves nothing.
      .where('accounts.removed_at', 'is', null)
  )
}

/** Writes that keys were used. A late write of another process never moves the time backwards. */
export async function touch(db: Kysely<Schema>, ids: readonly string[], at: Date): Promise<void> {
  if (ids.length === 0) return
  await db
    .updateTable('api_keys')
    .set({ last_used_at: at })
    .where('id', 'in', ids)
    .where((where) => where.or([where('last_used_at', 'is', null), where('last_used_at', '<', at)]))
    .execute()
}

const toRecord = (row: FoundRow): KeyRecord => ({
  id: row.id,
  accountId: row.account_id,
  role: row.role,
  suspended: row.suspended_at !== null,
  plan: toPlan(row),
  // A scope written by a newer version gives no right here.
  scopes: SCOPES.filter((scope) => row.scopes.includes(scope)),
  kind: row.kind,
  origins: row.origins,
  ipRanges: row.ip_ranges,
  allowance: row.allowance,
  digest: row.digest,
  expiresAt: row.expires_at ?? undefined,
  deactivatedAt: row.deactivated_at ?? undefined,
  lastUsedAt: row.last_used_at ?? undefined,
})
