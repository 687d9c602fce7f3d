import type { ExecutionResult, ExecutionStatus } from '@runhive/contracts/execution'
import type { ExecutionSummary } from '@runhive/contracts/history'
import type { Kysely } from 'kysely'
import type { Position } from '../domain/cursor.ts'
import { type ExecutionRecord, toColumnText } from '../domain/record.ts'
import type { Schema } from './schema.ts'

/** Keeps a record. Keeping it again changes nothing: an event may be delivered more than once. */
export async function insert(db: Kysely<Schema>, { id, accountId, result }: ExecutionRecord): Promise<void> {
  await db
    .insertInto('executions')
    .values({
      id,
      account_id: accountId,
      language: toColumnText(result.language),
      runtime: toColumnText(result.runtime),
      status: result.status,
      message: toColumnText(result.message),
      total_ms: result.timings.totalMs,
      created_at: new Date(result.createdAt),
      finished_at: new Date(result.finishedAt),
      result: JSON.stringify(result),
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

/** undefined when it is not there and when it is another account's: nothing here can tell the two apart. */
export async function findResult(
  db: Kysely<Schema>,
  { accountId, id }: { accountId: string; id: string },
  signal?: AbortSignal,
): Promise<ExecutionResult | undefined> {
  const row = await db
    .selectFrom('executions')
    .select('result')
    .where('id', '=', id)
    .where('account_id', '=', toColumnText(accountId))
    .executeTakeFirst({ signal, inflightQueryAbortStrategy: 'cancel query' })
  return row?.result
}

export interface ListQuery {
  readonly accountId: string
  readonly after?: Position | undefined
  readonly limit: number
  readonly language?: string | undefined
  readonly status?: ExecutionStatus | undefined
}

/** Newest first, from right after a position. Reads neither code nor output. */
export async function list(
  db: Kysely<Schema>,
  { accountId, after, limit, language, status }: ListQuery,
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
  if (after !== undefined) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('created_at', 'id'), '<', tuple(after.createdAt, after.id)),
    )
  }
  const rows = await query.execute({ signal, inflightQueryAbortStrategy: 'cancel query' })
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
