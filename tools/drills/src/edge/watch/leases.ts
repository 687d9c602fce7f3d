import { openDatabase } from '@runhive/postgres/open'
import { sql } from 'kysely'

/** Counts an account's concurrency slots. */
export interface Leases extends AsyncDisposable {
  count(): Promise<number>
}

/** Generous, because the machine is busy during the attacks. */
const QUERY_TIMEOUT_MS = 30_000

/** Reads auth's own table: no API reports slots whose callers have left. */
export function openLeases(databaseUrl: string, account: string): Leases {
  const db = openDatabase<unknown>(databaseUrl, {
    max: 1,
    acquireTimeoutMs: QUERY_TIMEOUT_MS,
    statementTimeoutMs: QUERY_TIMEOUT_MS,
  })
  return {
    async count() {
      const { rows } = await sql<{ held: string }>`
        select count(*) as held from auth.leases join auth.accounts on leases.owner = accounts.id::text
        where accounts.handle = ${account} and leases.lapses_at > now()`.execute(db)
      return Number(rows[0]?.held)
    },
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  }
}
