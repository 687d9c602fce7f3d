import type { ExecutionStatus } from '@runhive/contracts/execution-result'
import { type Kysely, sql } from 'kysely'
import type { Schema } from './schema.ts'

export interface OutcomeCount {
  readonly hour: Date
  readonly status: ExecutionStatus
  readonly runs: number
}

/** How many executions ended with each status, in the hours from `from` on. */
export async function outcomesSince(
  db: Kysely<Schema>,
  from: Date,
  signal?: AbortSignal,
): Promise<OutcomeCount[]> {
  const rows = await db
    .selectFrom('outcomes')
    .select(['hour', 'status', sql<string>`sum(runs)`.as('runs')])
    .where('hour', '>=', from)
    .groupBy(['hour', 'status'])
    .execute({ signal, inflightQueryAbortStrategy: 'cancel query' })
  return rows.map((row) => ({ ...row, runs: Number(row.runs) }))
}
