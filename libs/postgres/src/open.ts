import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { preparingPool } from './prepared.ts'

export interface OpenOptions {
  /** Connections at most. They are opened when needed and closed after ten idle seconds. */
  readonly max?: number
  /** How long one statement may run, milliseconds, before Postgres itself cancels it; 0 for as long as it takes. */
  readonly statementTimeoutMs?: number
  /** How long to wait for a free connection, milliseconds. */
  readonly acquireTimeoutMs?: number
  /** Told of connections lost while idle. The pool replaces them by itself. */
  readonly onConnectionLost?: (error: Error) => void
}

/**
 * Opens a pool of connections to the database of a service; `url` is a `postgres:` URL of the service's own role.
 * Nothing is connected until the first query. Disposing waits for the queries under way, then closes every connection.
 */
export function openDatabase<Schema>(url: string, options: OpenOptions = {}): Kysely<Schema> {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    statement_timeout: options.statementTimeoutMs ?? 5_000,
    connectionTimeoutMillis: options.acquireTimeoutMs ?? 2_000,
    keepAlive: true,
  })
  // Both listeners keep a lost connection from ending the process: an 'error' event without a listener is thrown.
  pool.on('error', (error) => options.onConnectionLost?.(error))
  // The pool listens to idle connections only; of one in use the query already rejects.
  pool.on('connect', (client) => client.on('error', () => {}))
  return new Kysely<Schema>({
    dialect: new PostgresDialect({ pool: preparingPool(pool), controlClient: pg.Client }),
  })
}

/** Resolves when the database answers: a readiness check. */
export async function pingDatabase<Schema>(db: Kysely<Schema>, signal?: AbortSignal): Promise<void> {
  await sql`select 1`.execute(db, { signal })
}
