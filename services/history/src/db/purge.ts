import { doAll } from '@runhive/process/do-all'
import { type Kysely, sql } from 'kysely'
import type { Schema } from './schema.ts'

/** Rows of one statement: few enough that it ends well within the statement timeout, however large the results. */
const BATCH = 500

/** What expires, by table, and when. */
const EXPIRING = ['executions', 'requests', 'deliveries', 'seen_executions', 'removed_accounts'] as const

const DAY_MS = 24 * 60 * 60 * 1000
/** Longer than minutes are ever shown: older times are shown by the hour. */
const MINUTES_KEPT_MS = 3 * DAY_MS

export interface PurgeOptions {
  readonly now: Date
  /** How long usage is kept, days. */
  readonly usageDays: number
  /** How long states of services by hour, and outcomes of executions, are kept, days. */
  readonly statusDays: number
  readonly signal?: AbortSignal | undefined
  /** Is called after each batch. */
  readonly onPurged: (table: string, rows: number) => void
}

/**
 * Deletes what has expired, batch by batch until nothing is left or `signal` aborts. Any number of processes may do it
 * at once: each skips rows that another one has locked. A failure with one table does not stop the others, and is
 * thrown at the end.
 */
export async function purge(db: Kysely<Schema>, options: PurgeOptions): Promise<void> {
  const { now, statusDays } = options
  const statusFrom = new Date(now.getTime() - statusDays * DAY_MS)
  const minutesFrom = new Date(now.getTime() - MINUTES_KEPT_MS)
  await doAll([
    ...EXPIRING.map((table) => () => purgeExpired(db, options, table)),
    () => purgeUsage(db, options),
    () => purgeBefore(db, options, { table: 'service_minutes', column: 'minute', before: minutesFrom }),
    () => purgeBefore(db, options, { table: 'service_hours', column: 'hour', before: statusFrom }),
    () => purgeBefore(db, options, { table: 'outcomes', column: 'hour', before: statusFrom }),
  ])
}

function purgeExpired(
  db: Kysely<Schema>,
  options: PurgeOptions,
  table: (typeof EXPIRING)[number],
): Promise<void> {
  return inBatches(table, options, () =>
    sql<void>`
    delete from ${sql.table(table)} where ctid = any(array(
      select ctid from ${sql.table(table)} where expires_at <= ${options.now}
      order by expires_at limit ${BATCH} for update skip locked))
  `.execute(db),
  )
}

function purgeUsage(db: Kysely<Schema>, options: PurgeOptions): Promise<void> {
  const firstDay = new Date(options.now)
  firstDay.setUTCDate(firstDay.getUTCDate() - options.usageDays)
  return inBatches('usage', options, () =>
    sql<void>`
    delete from usage where ctid = any(array(
      select ctid from usage where day < ${firstDay.toISOString().slice(0, 10)}::date
      limit ${BATCH} for update skip locked))
  `.execute(db),
  )
}

function purgeBefore(
  db: Kysely<Schema>,
  options: PurgeOptions,
  { table, column, before }: { table: string; column: string; before: Date },
): Promise<void> {
  return inBatches(table, options, () =>
    sql<void>`
    delete from ${sql.table(table)} where ctid = any(array(
      select ctid from ${sql.table(table)} where ${sql.ref(column)} < ${before}
      limit ${BATCH} for update skip locked))
  `.execute(db),
  )
}

async function inBatches(
  table: string,
  { signal, onPurged }: PurgeOptions,
  purgeBatch: () => Promise<{ numAffectedRows?: bigint | undefined }>,
): Promise<void> {
  let rows = BATCH
  while (rows === BATCH && !signal?.aborted) {
    rows = Number((await purgeBatch()).numAffectedRows ?? 0n)
    if (rows > 0) onPurged(table, rows)
  }
}

/** How long the execution that expired first has been waiting for the purge, seconds; 0 when there is none. */
export async function overdueSeconds(db: Kysely<Schema>, now: Date): Promise<number> {
  const row = await db
    .selectFrom('executions')
    .select('expires_at')
    .orderBy('expires_at')
    .limit(1)
    .executeTakeFirst()
  return row ? Math.max(0, (now.getTime() - row.expires_at.getTime()) / 1000) : 0
}
