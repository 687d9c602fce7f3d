import type { RequestRecord } from '@runhive/contracts/account'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { RequestPosition } from '../domain/request-cursor.ts'
import { toUuid } from '../domain/uuid.ts'
import type { RequestsTable, Schema } from './schema.ts'

/** Usage data of one request: caller, procedure and outcome, never its content. */
export interface RequestEntry {
  readonly at: Date
  readonly procedure: string
  readonly outcome: string
  readonly ip: string | undefined
  readonly userAgent: string | undefined
  readonly keyId: string | undefined
  readonly accountId: string | undefined
}

/** Writes entries. Those of accounts that were removed meanwhile are left out. */
export async function insert(db: Kysely<Schema>, entries: readonly RequestEntry[]): Promise<void> {
  if (entries.length === 0) return
  const of = <T>(read: (entry: RequestEntry) => T | undefined) => entries.map((entry) => read(entry) ?? null)
  await sql`
    with alive as (
      select id from accounts where id = any(${of(({ accountId }) => accountId)}::uuid[]) for key share
    )
    insert into requests (at, procedure, outcome, ip, user_agent, key_id, account_id)
    select e.* from unnest(
      ${of(({ at }) => at)}::timestamptz[], ${of(({ procedure }) => procedure)}::text[],
      ${of(({ outcome }) => outcome)}::text[], ${of(({ ip }) => ip)}::text[],
      ${of(({ userAgent }) => userAgent)}::text[], ${of(({ keyId }) => keyId)}::text[],
      ${of(({ accountId }) => accountId)}::uuid[]
    ) as e (at, procedure, outcome, ip, user_agent, key_id, account_id)
    where e.account_id is null or e.account_id in (select id from alive)`.execute(db)
}

/** A page of an account's entries, newest first. */
export async function list(
  db: Kysely<Schema>,
  query: { accountId: string; after: RequestPosition | undefined; limit: number },
): Promise<Array<{ position: RequestPosition; record: RequestRecord }>> {
  const { accountId, after, limit } = query
  const rows = await db
    .selectFrom('requests')
    .selectAll()
    .where('account_id', '=', toUuid(accountId))
    .$if(after !== undefined, (page) =>
      page.where(sql<boolean>`(at, id) < (${after?.at}::timestamptz, ${after?.id}::bigint)`),
    )
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ position: { at: row.at, id: row.id }, record: toRecord(row) }))
}

/**
 * Deletes some of what is older than a time, the oldest first. Several processes may do it at once. Gives how many
 * went.
 */
export async function purge(db: Kysely<Schema>, options: { before: Date; limit: number }): Promise<number> {
  const old = db
    .selectFrom('requests')
    .select('id')
    .where('at', '<', options.before)
    .orderBy('at')
    .limit(options.limit)
    .forUpdate()
    .skipLocked()
  const { numDeletedRows } = await db.deleteFrom('requests').where('id', 'in', old).executeTakeFirst()
  return Number(numDeletedRows)
}

/** When the oldest entry was made. */
export async function findOldest(db: Kysely<Schema>): Promise<Date | undefined> {
  const row = await db.selectFrom('requests').select('at').orderBy('at').limit(1).executeTakeFirst()
  return row?.at
}

const toRecord = (row: Selectable<RequestsTable>): RequestRecord => ({
  at: row.at.toISOString(),
  procedure: row.procedure,
  outcome: row.outcome,
  ip: row.ip,
  userAgent: row.user_agent,
  keyId: row.key_id,
})
