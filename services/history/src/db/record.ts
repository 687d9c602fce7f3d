import { prepared } from '@runhive/postgres/prepared'
import { CompiledQuery, type Kysely } from 'kysely'
import { type Finished, toColumnText } from '../domain/record.ts'
import { toUsage } from '../domain/usage.ts'
import { accountLock } from './accounts.ts'
import type { Schema } from './schema.ts'
import { rememberedUntil } from './seen.ts'

export interface RecordOptions {
  readonly now: Date
  /** How many webhooks of one account may wait at once. */
  readonly maxPending: number
  /** Until when the log of a webhook beyond that is kept. */
  readonly logUntil: Date
}

/** How many executions can be counted at once without waiting for each other. */
const SHARDS = 16

/** The function stands in the migrations, and says what it does. */
const RECORD = prepared(
  'record-finished',
  CompiledQuery.raw('select record_finished($1, $2, $3, $4, $5, $6, $7, $8, $9) as waiting'),
)

/**
 * Counts executions that have finished and, unless they must not be stored, stores their results, with what was asked
 * and their webhooks: all or nothing, and once, however often it is called with one. Each id may be there once. A removed
 * execution does not come back, and for a removed account nothing is written. Gives how many webhooks wait now that did
 * not before.
 */
export async function record(
  db: Kysely<Schema>,
  finished: ReadonlyArray<Finished>,
  { now, maxPending, logUntil }: RecordOptions,
): Promise<number> {
  const parts = { results: jsonArray(), requests: jsonArray(), payloads: jsonArray() }
  const rows = finished.map((one) => toRow(one, parts))
  const texts = [JSON.stringify(rows), ...Object.values(parts).map((part) => part.text())]
  const shard = Math.floor(Math.random() * SHARDS)
  const parameters = [...texts, now, rememberedUntil(now), shard, maxPending, logUntil]
  const { rows: answers } = await db.executeQuery<{ waiting: number }>({ ...RECORD, parameters })
  return answers[0]?.waiting ?? 0
}

/** By its names in the type `finished_execution`. */
function toRow(
  { id, accountId, result, expiresAt, resultJson, requestJson, webhook }: Finished,
  parts: Record<'results' | 'requests' | 'payloads', JsonArray>,
) {
  const { day, language, errors, cpuMs } = toUsage(result)
  const { lock, digest } = accountLock(accountId)
  const hour = new Date(result.finishedAt)
  hour.setUTCMinutes(0, 0, 0)
  return {
    ...{
      id,
      account_id: toColumnText(accountId),
      account_digest: digest.toString('hex'),
      account_lock: `${lock}`,
    },
    ...{ language: toColumnText(language), runtime: toColumnText(result.runtime), status: result.status },
    ...{ message: toColumnText(result.message), total_ms: result.timings.totalMs },
    ...{ created_at: result.createdAt, finished_at: result.finishedAt, expires_at: expiresAt },
    ...{ day, hour, errors, cpu_ms: cpuMs },
    ...(resultJson !== undefined && {
      ...{ result: parts.results.add(resultJson), result_bytes: Buffer.byteLength(resultJson) },
    }),
    ...(requestJson !== undefined && {
      ...{ request: parts.requests.add(requestJson), request_bytes: Buffer.byteLength(requestJson) },
    }),
    ...(webhook && {
      ...{ delivery: webhook.id, url: toColumnText(webhook.url) },
      ...('sealed' in webhook
        ? { sealed: webhook.sealed }
        : { payload: parts.payloads.add(webhook.payload) }),
    }),
  }
}

type JsonArray = ReturnType<typeof jsonArray>

/** Texts that are JSON already, as one. Those of results and requests may be large: they are not parsed for it. */
function jsonArray() {
  const texts: string[] = []
  return {
    /** Gives its position, from 1 on. */
    add: (text: string) => texts.push(text),
    text: () => `[${texts.join(',')}]`,
  }
}
