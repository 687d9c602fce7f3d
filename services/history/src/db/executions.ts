import type { ExecutionResult, ExecutionStatus } from '@runhive/contracts/execution'
import type { ExecutionSummary } from '@runhive/contracts/history'
import type { Kysely } from 'kysely'
import type { Position } from '../domain/cursor.ts'
import { fitPage } from '../domain/page.ts'
import { toColumnText } from '../domain/record.ts'
import { lockAccount } from './accounts.ts'
import { giveUp } from './deliveries.ts'
import type { Schema } from './schema.ts'

interface Execution {
  readonly accountId: string
  readonly id: string
}

/** Nobody waits for a query whose caller is gone. */
const cancelWith = (signal: AbortSignal | undefined) =>
  ({ signal, inflightQueryAbortStrategy: 'cancel query' }) as const

/** undefined when it is not there and when it is another account's: nothing here can tell the two apart. */
export async function findResult(
  db: Kysely<Schema>,
  { accountId, id }: Execution,
  signal?: AbortSignal,
): Promise<ExecutionResult | undefined> {
  const row = await db
    .selectFrom('executions')
    .select('result')
    .where('id', '=', id)
    .where('account_id', '=', toColumnText(accountId))
    .executeTakeFirst(cancelWith(signal))
  return row?.result
}

export interface ListQuery {
  readonly accountId: string
  readonly after?: Position | undefined
  readonly limit: number
  readonly language?: string | undefined
  readonly status?: ExecutionStatus | undefined
  /** Created at this time or later. */
  readonly from?: Date | undefined
  /** Created before this time. */
  readonly to?: Date | undefined
}

/** Newest first, from right after a position. Reads neither code nor output. */
export async function list(
  db: Kysely<Schema>,
  { accountId, after, limit, language, status, from, to }: ListQuery,
  signal?: AbortSignal,
): Promise<ExecutionSummary[]> {
  let query = db
    .selectFrom('executions')
    .select(['id', 'language', 'runtime', 'status', 'message', 'total_ms', 'created_at', 'finished_at'])
    .where('account_id', '=', toColumnText(accountId))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
  if (language !== undefined) query = query.where('language', '=', toColumnText(language))
  if (status !== undefined) query = query.where('status', '=', status)
  if (from !== undefined) query = query.where('created_at', '>=', from)
  if (to !== undefined) query = query.where('created_at', '<', to)
  if (after !== undefined) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('created_at', 'id'), '<', tuple(after.createdAt, after.id)),
    )
  }
  const rows = await query.execute(cancelWith(signal))
  return rows.map((row) => ({
    id: row.id,
    language: row.language,
    runtime: row.runtime,
    status: row.status,
    message: row.message,
    totalMs: row.total_ms,
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at.toISOString(),
  }))
}

export interface ExportQuery {
  readonly accountId: string
  readonly after?: Position | undefined
  readonly maxRows: number
  /** Of results as JSON, together. A page holds at least one result, however large. */
  readonly maxBytes: number
}

export interface ExportPage {
  readonly results: readonly ExecutionResult[]
  /** Where the page ends; undefined when nothing comes after it. */
  readonly end: Position | undefined
}

/** Whole results, oldest first, from right after a position. Reads no result that does not fit the page. */
export async function exportPage(
  db: Kysely<Schema>,
  { accountId, after, maxRows, maxBytes }: ExportQuery,
  signal?: AbortSignal,
): Promise<ExportPage> {
  let query = db
    .selectFrom('executions')
    .select(['id', 'created_at as createdAt', 'result_bytes as bytes'])
    .where('account_id', '=', toColumnText(accountId))
    .orderBy('created_at')
    .orderBy('id')
    .limit(maxRows + 1)
  if (after !== undefined) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('created_at', 'id'), '>', tuple(after.createdAt, after.id)),
    )
  }
  const found = await query.execute(cancelWith(signal))
  const page = fitPage(found.slice(0, maxRows), maxBytes)
  const last = page.at(-1)
  if (!last) return { results: [], end: undefined }
  const rows = await db
    .selectFrom('executions')
    .select('result')
    .where(
      'id',
      'in',
      page.map(({ id }) => id),
    )
    .orderBy('created_at')
    .orderBy('id')
    .execute(cancelWith(signal))
  return { results: rows.map(({ result }) => result), end: page.length < found.length ? last : undefined }
}

/**
 * Deletes a result for good: an event that is delivered again does not bring it back, and a webhook that has not been delivered is given up.
 * False when there is none.
 */
export function remove(db: Kysely<Schema>, { accountId, id }: Execution, now: Date): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    await lockAccount(trx, accountId)
    const { numDeletedRows } = await trx
      .deleteFrom('executions')
      .where('id', '=', id)
      .where('account_id', '=', toColumnText(accountId))
      .executeTakeFirstOrThrow()
    if (numDeletedRows === 0n) return false
    await trx.updateTable('seen_executions').set({ removed: true }).where('id', '=', id).execute()
    await giveUp(trx, { executionId: id, now })
    return true
  })
}
