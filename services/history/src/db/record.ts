import type { Kysely, Transaction } from 'kysely'
import { type ExecutionRecord, toColumnText } from '../domain/record.ts'
import { toUsage } from '../domain/usage.ts'
import { writeForAccount } from './accounts.ts'
import { countOutcome } from './outcomes.ts'
import type { Schema } from './schema.ts'
import { rememberedUntil } from './seen.ts'

/**
 * Counts a finished execution and, unless it must not be stored, stores its result: both or neither, and once, however
 * often its event is delivered. A removed execution does not come back, and for a removed account nothing is written.
 */
export async function record(db: Kysely<Schema>, execution: ExecutionRecord, now: Date): Promise<void> {
  const { id, accountId, result } = execution
  await writeForAccount(db, accountId, async (trx) => {
    const first = await trx
      .insertInto('seen_executions')
      .values({ id, expires_at: rememberedUntil(now) })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!first) return
    await count(trx, execution)
    if (result.stored) await keep(trx, execution)
  })
}

async function count(trx: Transaction<Schema>, { accountId, result }: ExecutionRecord): Promise<void> {
  const { day, language, errors, cpuMs } = toUsage(result)
  await trx
    .insertInto('usage')
    .values({
      account_id: toColumnText(accountId),
      day,
      language: toColumnText(language),
      runs: 1,
      errors,
      cpu_ms: cpuMs,
    })
    .onConflict((conflict) =>
      conflict.columns(['account_id', 'day', 'language']).doUpdateSet(({ eb, ref }) => ({
        runs: eb('usage.runs', '+', ref('excluded.runs')),
        errors: eb('usage.errors', '+', ref('excluded.errors')),
        cpu_ms: eb('usage.cpu_ms', '+', ref('excluded.cpu_ms')),
      })),
    )
    .execute()
  await countOutcome(trx, result)
}

async function keep(trx: Transaction<Schema>, execution: ExecutionRecord): Promise<void> {
  const { id, accountId, result, expiresAt } = execution
  const text = JSON.stringify(result)
  await trx
    .insertInto('executions')
    .values({
      id,
      account_id: toColumnText(accountId),
      language: toColumnText(result.language),
      runtime: toColumnText(result.runtime),
      status: result.status,
      message: toColumnText(result.message),
      total_ms: result.timings.totalMs,
      created_at: new Date(result.createdAt),
      finished_at: new Date(result.finishedAt),
      result: text,
      result_bytes: Buffer.byteLength(text),
      expires_at: expiresAt,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}
