import { openDatabase } from '@runhive/postgres/open'
import { sql } from 'kysely'

/** Counts the places that an account holds for executions which have not ended. */
export interface Leases extends AsyncDisposable {
  count(): Promise<number>
}

/** The machine is busy when it is asked. */
const PATIENCE_MS = 30_000

/** Reads auth's own table: nobody else counts what nobody asked for any more. */
export function openLeases(databaseUrl: string, account: string): Leases {
  const db = openDatabase<unknown>(databaseUrl, {
    max: 1,
    acquireTimeoutMs: PATIENCE_MS,
    statementTimeoutMs: PATIENCE_MS,
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
