import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { kyselyPool } from './pool.ts'

export interface OpenOptions {
  /**
   * Maximum number of connections. They are opened on demand and closed after ten idle seconds, but for one: the first
   * query after a pause need not wait for a connection.
   */
  readonly max?: number
  /** How long one statement may run before Postgres itself cancels it, milliseconds; 0 for no limit. */
  readonly statementTimeoutMs?: number
  /**
   * How long to wait for a free connection, milliseconds. Shorter than any call's timeout, so that its caller gets the
   * reason.
   */
  readonly acquireTimeoutMs?: number
  /** Called when an idle connection is lost. The pool replaces it by itself. */
  readonly onConnectionLost?: (error: Error) => void
  /** Called once, with a function that returns the current state of the pool. */
  readonly observe?: (status: () => PoolStatus) => void
}

/** The current connections. */
export interface PoolStatus {
  /** In use, as opposed to idle. */
  readonly busy: number
  readonly idle: number
  /** Queries that wait for a connection. */
  readonly waiting: number
  readonly max: number
}

/**
 * Opens a pool of connections to the database of a service; `url` is a `postgres:` URL of the service's own role.
 * Nothing is connected until the first query. Disposing waits for running queries, then closes every connection.
 *
 * While the database cannot be reached, queries reject with `Unavailable` of the contracts.
 */
export function openDatabase<Schema>(url: string, options: OpenOptions = {}): Kysely<Schema> {
  const max = options.max ?? 10
  const pool = new pg.Pool({
    connectionString: url,
    max,
    min: 1,
    statement_timeout: options.statementTimeoutMs ?? 5_000,
    connectionTimeoutMillis: options.acquireTimeoutMs ?? 1_500,
    keepAlive: true,
  })
  // Without a listener the 'error' event of a connection lost while idle would be thrown, and end the process.
  pool.on('error', (error) => options.onConnectionLost?.(error))
  options.observe?.(() => ({
    busy: pool.totalCount - pool.idleCount,
    idle: pool.idleCount,
    waiting: pool.waitingCount,
    max,
  }))
  return new Kysely<Schema>({
    dialect: new PostgresDialect({ pool: kyselyPool(pool), controlClient: pg.Client }),
  })
}

/** Resolves when the database answers: a readiness check. */
export async function pingDatabase<Schema>(db: Kysely<Schema>, signal?: AbortSignal): Promise<void> {
  await sql`select 1`.execute(db, { signal })
}
