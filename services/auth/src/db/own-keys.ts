import type { Kysely, Selectable, Transaction } from 'kysely'
import { SCOPES } from '../domain/admission.ts'
import type { OwnKey } from '../domain/own-key.ts'
import type { ApiKeysTable, Schema } from './schema.ts'

/** A key is addressed with its owner: somebody else's is simply not there. */
export interface KeyAddress {
  readonly accountId: string
  readonly id: string
}

const KEY_ID = /^[0-9A-Za-z]{1,64}$/

/** Text that is no id of a key is the address of none: some of it would be an error in the database. */
export function toAddress(accountId: string, id: string): KeyAddress {
  return { accountId, id: KEY_ID.test(id) ? id : '' }
}

/** An account's keys, oldest first. */
export async function list(db: Kysely<Schema>, accountId: string): Promise<OwnKey[]> {
  const rows = await db
    .selectFrom('api_keys')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(toOwnKey)
}

/** How many keys an account has. Its row must be locked, or another one may be made meanwhile. */
export async function count(trx: Transaction<Schema>, accountId: string): Promise<number> {
  const { keys } = await trx
    .selectFrom('api_keys')
    .select(({ fn }) => fn.countAll<string>().as('keys'))
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow()
  return Number(keys)
}

/** The key, locked against changes until this transaction ends. */
export async function lock(trx: Transaction<Schema>, key: KeyAddress): Promise<OwnKey | undefined> {
  const row = await trx
    .selectFrom('api_keys')
    .selectAll()
    .where('id', '=', key.id)
    .where('account_id', '=', key.accountId)
    .forUpdate()
    .executeTakeFirst()
  return row && toOwnKey(row)
}

/** Writes the fields of a key that can change. */
export async function save(trx: Transaction<Schema>, key: OwnKey): Promise<void> {
  await trx
    .updateTable('api_keys')
    .set({
      name: key.name,
      origins: [...key.origins],
      ip_ranges: [...key.ipRanges],
      allowance: key.allowance,
      expires_at: key.expiresAt ?? null,
      deactivated_at: key.deactivatedAt ?? null,
    })
    .where('id', '=', key.id)
    .execute()
}

/** False when there is no such key. */
export async function remove(trx: Transaction<Schema>, key: KeyAddress): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('api_keys')
    .where('id', '=', key.id)
    .where('account_id', '=', key.accountId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** Gives how many there were. */
export async function removeAll(trx: Transaction<Schema>, accountId: string): Promise<number> {
  const { numDeletedRows } = await trx
    .deleteFrom('api_keys')
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

const toOwnKey = (row: Selectable<ApiKeysTable>): OwnKey => ({
  id: row.id,
  name: row.name,
  kind: row.kind,
  scopes: SCOPES.filter((scope) => row.scopes.includes(scope)),
  origins: row.origins,
  ipRanges: row.ip_ranges,
  allowance: row.allowance,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at ?? undefined,
  expiresAt: row.expires_at ?? undefined,
  deactivatedAt: row.deactivated_at ?? undefined,
})
