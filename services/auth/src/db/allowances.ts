import { type Kysely, sql } from 'kysely'
import { toDay } from '../domain/day.ts'
import type { Schema } from './schema.ts'

/** What an account has used of its allowance: nothing when it made no request. `now` decides which day it is. */
export async function find(
  db: Kysely<Schema>,
  accountId: string,
  now: Date,
): Promise<{ executionsToday: number; outstanding: number }> {
  const subject = `account:${accountId}`
  const row = await db
    .selectFrom('counters')
    .select((select) => [
      select
        .case()
        .when('day', '=', sql<Date>`${toDay(now)}::date`)
        .then(select.ref('executions'))
        .else(0)
        .end()
        .as('executionsToday'),
      select
        .selectFrom('leases')
        .select((count) => count.fn.countAll<string>().as('live'))
        .where('leases.counter', '=', subject)
        .where('leases.lapses_at', '>', now)
        .as('outstanding'),
    ])
    .where('subject', '=', subject)
    .executeTakeFirst()
  return { executionsToday: row?.executionsToday ?? 0, outstanding: Number(row?.outstanding ?? 0) }
}
