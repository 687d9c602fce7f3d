import type { ExecutionResult, ExecutionStatus } from '@runhive/contracts/execution-result'
import type { ExecutionSummary } from '@runhive/contracts/history'
import type { Kysely } from 'kysely'
import type { Position } from '../domain/cursor.ts'
import { toColumnText } from '../domain/record.ts'
import { lockAccount } from './accounts.ts'
import { giveUp } from './deliveries.ts'
import type { Schema } from './schema.ts'
import { rememberedUntil } from './seen.ts'

interface Execution {
  readonly accountId: string
  readonly id: string
}

/** A query is cancelled when its caller is gone. */
const cancelWith = (signal: AbortSignal | undefined) =>
  ({ signal, inflightQueryAbortStrategy: 'cancel query' }) as const

/** undefined when it is not there or belongs to another account: the two are indistinguishable. */
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

/**
 * Deletes a result and its request for good: an event that is delivered again does not bring them back, and a webhook
 * that has not been delivered is given up. False when there is neither.
 */
export function remove(db: Kysely<Schema>, { accountId, id }: Execution, now: Date): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    await lockAccount(trx, accountId)
    let deleted = 0n
    for (const table of ['executions', 'requests'] as const) {
      const { numDeletedRows } = await trx
        .deleteFrom(table)
        .where('id', '=', id)
        .where('account_id', '=', toColumnText(accountId))
        .executeTakeFirstOrThrow()
      deleted += numDeletedRows
    }
    if (deleted === 0n) return false
    await trx
      .insertInto('seen_executions')
      // Not seen yet when one of the two is still on its way.
      .values({ id, removed: true, expires_at: rememberedUntil(now) })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ removed: true }))
      .execute()
    await giveUp(trx, { executionId: id, now })
    return true
  })
}
