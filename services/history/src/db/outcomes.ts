import type { ExecutionResult, ExecutionStatus } from '@runhive/contracts/execution-result'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Schema } from './schema.ts'

/** How many executions can be counted at once without waiting for each other. */
const SHARDS = 16

/** Counts how an execution ended, in the hour in which it finished. */
export async function countOutcome(
  trx: Transaction<Schema>,
  { status, finishedAt }: Pick<ExecutionResult, 'status' | 'finishedAt'>,
): Promise<void> {
  const hour = new Date(finishedAt)
  hour.setUTCMinutes(0, 0, 0)
  await trx
    .insertInto('outcomes')
    .values({ hour, status, shard: Math.floor(Math.random() * SHARDS), runs: 1 })
    .onConflict((conflict) =>
      conflict.columns(['hour', 'status', 'shard']).doUpdateSet(({ eb, ref }) => ({
        runs: eb('outcomes.runs', '+', ref('excluded.runs')),
      })),
    )
    .execute()
}

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
