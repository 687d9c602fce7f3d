import { type Kysely, sql } from 'kysely'
import type { Schema } from './schema.ts'

/** Rows of one statement: few enough that it ends well within the statement timeout. */
const BATCH = 500

/**
 * Deletes messages received before a time, with their replies and mails, until none is left or `signal` aborts; gives
 * how many. Any number of processes may do it at once: each skips rows that another one has locked.
 */
export async function purge(db: Kysely<Schema>, before: Date, signal?: AbortSignal): Promise<number> {
  let total = 0
  let rows = BATCH
  while (rows === BATCH && !signal?.aborted) {
    const { numAffectedRows } = await sql<void>`
      delete from messages where ctid = any(array(
        select ctid from messages where received_at < ${before}
        order by received_at limit ${BATCH} for update skip locked))`.execute(db)
    rows = Number(numAffectedRows ?? 0n)
    total += rows
  }
  return total
}
