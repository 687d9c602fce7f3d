import type { Kysely } from 'kysely'
import { sql } from 'kysely'

/** Statements ever run by each service's role, as pg_stat_statements counts them: `begin` and `commit` are some. */
export async function readStatements(db: Kysely<unknown>): Promise<Map<string, number>> {
  const { rows } = await sql<{ role: string; calls: string }>`
    select rolname as role, sum(calls) as calls
    from public.pg_stat_statements join pg_roles on pg_roles.oid = userid
    where not rolsuper group by rolname order by rolname`.execute(db)
  return new Map(rows.map(({ role, calls }) => [role, Number(calls)]))
}
