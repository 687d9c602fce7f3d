import type { UsageDay } from '@runhive/contracts/history'
import { type Kysely, sql } from 'kysely'
import { toColumnText } from '../domain/record.ts'
import type { Schema } from './schema.ts'

/** Both included, UTC, `2030-12-31`. */
export interface Days {
  readonly from: string
  readonly to: string
}

/** An account's usage by day and language, in that order. */
export async function ofAccount(
  db: Kysely<Schema>,
  { accountId, ...days }: Days & { readonly accountId: string },
  signal?: AbortSignal,
): Promise<UsageDay[]> {
  const rows = await within(db, days)
    .select([day, 'language', 'runs', 'errors', 'cpu_ms'])
    .where('account_id', '=', toColumnText(accountId))
    .execute({ signal, inflightQueryAbortStrategy: 'cancel query' })
  return rows.map(toUsageDay)
}

/** The same over all accounts, and how many of them there were. */
export async function ofAll(
  db: Kysely<Schema>,
  days: Days,
  signal?: AbortSignal,
): Promise<Array<UsageDay & { accounts: number }>> {
  const rows = await within(db, days)
    .select(({ fn }) => [
      day,
      'language',
      fn.sum<number>('runs').as('runs'),
      fn.sum<number>('errors').as('errors'),
      fn.sum<number>('cpu_ms').as('cpu_ms'),
      fn.countAll<number>().as('accounts'), // a row is one account's
    ])
    .groupBy(['usage.day', 'language'])
    .execute({ signal, inflightQueryAbortStrategy: 'cancel query' })
  return rows.map((row) => ({ ...toUsageDay(row), accounts: Number(row.accounts) }))
}

const day = sql<string>`usage.day::text`.as('on_day')

function within(db: Kysely<Schema>, { from, to }: Days) {
  return db
    .selectFrom('usage')
    .where('usage.day', '>=', toColumnDay(from))
    .where('usage.day', '<=', toColumnDay(to))
    .orderBy('usage.day')
    .orderBy('language')
}

/** Postgres has no year 0. */
function toColumnDay(date: string): string {
  return date < '0001' ? '0001-01-01' : date
}

/** Sums come as text, because they may be larger than what they sum. */
function toUsageDay(row: {
  on_day: string
  language: string
  runs: number
  errors: number
  cpu_ms: number
}): UsageDay {
  return {
    day: row.on_day,
    language: row.language,
    runs: Number(row.runs),
    errors: Number(row.errors),
    cpuSeconds: Number(row.cpu_ms) / 1000,
  }
}
