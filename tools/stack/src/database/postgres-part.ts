import { join } from 'node:path'
import { startPostgres } from '@runhive/postgres/server'
import pg from 'pg'
import { openSecrets } from '../secrets.ts'
import type { PartSpec } from '../supervisor/supervisor.ts'

/**
 * The embedded Postgres with its data in the state folder. Its URL is known once it is ready: {@link findPostgresUrl}.
 */
export function postgresPart(options: { stateDir: string; port: number; detached: boolean }): PartSpec {
  const { stateDir, port, detached } = options
  const dir = join(stateDir, 'postgres')
  return {
    name: 'postgres',
    command: 'postgres',
    args: [dir, String(port)],
    env: {},
    cwd: stateDir,
    ports: { client: port },
    async launch() {
      const server = await startPostgres(dir, port, { detached })
      openSecrets(stateDir).set('postgres-url', server.url)
      return { pid: server.pid, log: join(dir, 'server.log') }
    },
    ready: () => assertPostgresReady(findPostgresUrl(stateDir)),
    readyWithinMs: 30_000,
    // "Fast shutdown": ends open sessions, writes everything down.
    stop: { signal: 'SIGINT', graceMs: 20_000 },
  }
}

/** Of the superuser, as of the last start. */
export function findPostgresUrl(stateDir: string): string {
  const url = openSecrets(stateDir).find('postgres-url')
  if (url === undefined) throw new Error(`no Postgres has been started in ${stateDir}`)
  return url
}

export async function assertPostgresReady(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('select 1')
  } finally {
    await client.end().catch(() => undefined)
  }
}
