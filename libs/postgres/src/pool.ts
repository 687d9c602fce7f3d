import type { PostgresPool, PostgresPoolClient } from 'kysely'
import type pg from 'pg'
import { whenAway } from './away.ts'
import { preparedName } from './prepared.ts'

/**
 * The pool for Kysely: runs statements that are marked with `prepared` as prepared statements, and rejects with
 * `Unavailable` while the database is away.
 */
export function kyselyPool(pool: pg.Pool): PostgresPool {
  const lost = new WeakSet<object>()
  // The pool listens to idle connections only. A connection that breaks in use is recorded before its query rejects.
  pool.on('connect', (client) => client.on('error', () => lost.add(client)))
  const connect = async () => {
    const client = await pool.connect().catch((error: unknown) => {
      throw whenAway(error, { lost: true })
    })
    return kyselyClient(client, () => lost.has(client))
  }
  return { options: pool.options, connect, end: () => pool.end() }
}

function kyselyClient(client: pg.PoolClient, isLost: () => boolean): PostgresPoolClient {
  const plain: PostgresPoolClient = client
  const query = async (text: string, values: readonly unknown[] = []) => {
    const name = preparedName(text)
    try {
      return await (name === undefined
        ? plain.query(text, values)
        : client.query({ name, text, values: [...values] }))
    } catch (error) {
      throw whenAway(error, { lost: isLost() })
    }
  }
  return {
    ...(plain.processID === undefined ? {} : { processID: plain.processID }),
    release: (destroy) => client.release(destroy),
    // Kysely's other overload takes a cursor, for streaming, which is not used here.
    query: query as PostgresPoolClient['query'],
  }
}
