import { Unavailable } from '@runhive/contracts/define'
import pg from 'pg'

/**
 * SQLSTATEs of a server that cannot serve now: connection failure, starting, stopping, crashed, too many connections.
 */
const AWAY = /^(?:08...|57P0[123]|53300)$/

/**
 * The error for the callers of a service: `Unavailable` when the database cannot be reached or went away during a
 * query; else the same error. An error from the server takes precedence. `lost`: the connection is gone, or was never
 * made.
 */
export function whenAway(error: unknown, { lost }: { lost: boolean }): unknown {
  const away = error instanceof pg.DatabaseError ? AWAY.test(error.code ?? '') : lost
  return away ? new Unavailable('the database is unavailable', { cause: error }) : error
}
