import type { ExecutionResult } from '@runhive/contracts/execution-result'
import type { AskedRequest } from '@runhive/contracts/request'
import { type Kysely, sql } from 'kysely'
import type { Position } from '../domain/cursor.ts'
import { fitPage } from '../domain/page.ts'
import { toColumnText } from '../domain/record.ts'
import type { Schema } from './schema.ts'

export interface ExportQuery {
  readonly accountId: string
  readonly after?: Position | undefined
  readonly maxRows: number
  /** Of results and requests as JSON, together. A page holds at least one result, however large. */
  readonly maxBytes: number
}

export interface Exported {
  readonly result: ExecutionResult
  readonly request?: AskedRequest | undefined
  /** There is a request, and it would not have fit. */
  readonly apart: boolean
}

export interface ExportPage {
  readonly exported: readonly Exported[]
  /** Where the page ends; undefined when nothing comes after it. */
  readonly end: Position | undefined
}

/** Whole results, each with its request, oldest first, from right after a position. Reads only what fits the page. */
export async function exportPage(
  db: Kysely<Schema>,
  query: ExportQuery,
  signal?: AbortSignal,
): Promise<ExportPage> {
  const found = await measure(db, query, signal)
  const page = fitPage(found.slice(0, query.maxRows), query.maxBytes)
  const last = page.at(-1)
  if (!last) return { exported: [], end: undefined }
  // Only the one that a page holds in any case.
  const apart = last.bytes > query.maxBytes && last.hasRequest
  const rows = await db
    .selectFrom('executions')
    .leftJoin('requests', (join) =>
      join.onRef('requests.id', '=', 'executions.id').on(sql<boolean>`not ${apart}::boolean`),
    )
    .select(['result', 'request'])
    .where(
      'executions.id',
      'in',
      page.map(({ id }) => id),
    )
    .orderBy('created_at')
    .orderBy('executions.id')
    .execute({ signal, inflightQueryAbortStrategy: 'cancel query' })
  const exported = rows.map(({ result, request }) => ({ result, request: request ?? undefined, apart }))
  return { exported, end: page.length < found.length ? last : undefined }
}

/** One row more than a page has at most: it shows whether there is a next page. */
async function measure(
  db: Kysely<Schema>,
  { accountId, after, maxRows }: ExportQuery,
  signal: AbortSignal | undefined,
) {
  let query = db
    .selectFrom('executions')
    .leftJoin('requests', 'requests.id', 'executions.id')
    .select(['executions.id', 'created_at as createdAt'])
    .select(sql<number>`result_bytes + coalesce(request_bytes, 0)`.as('bytes'))
    .select(sql<boolean>`request_bytes is not null`.as('hasRequest'))
    .where('executions.account_id', '=', toColumnText(accountId))
    .orderBy('created_at')
    .orderBy('executions.id')
    .limit(maxRows + 1)
  if (after !== undefined) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('created_at', 'executions.id'), '>', tuple(after.createdAt, after.id)),
    )
  }
  return query.execute({ signal, inflightQueryAbortStrategy: 'cancel query' })
}
