import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, rename, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { createCluster } from './cluster.ts'
import { type Migrations, migrate } from './migrate.ts'
import { openDatabase } from './open.ts'
import { provision } from './provision.ts'
import { type PostgresOptions, type PostgresServer, startPostgres } from './server.ts'

/**
 * A fresh cluster, created once per checkout and copied for every test file: initdb takes longer than the tests.
 */
const TEMPLATE = join(import.meta.dirname, '../../../node_modules/.cache/runhive-postgres-18')

/** Tests do not need durability. */
const SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_wal_size: '256MB' }

export interface TestDatabase<Schema> extends AsyncDisposable {
  /** Connected with the service's own role, as in production. */
  readonly db: Kysely<Schema>
  /** The URL of that role. */
  readonly url: string
  /** The superuser's URL, for what a service may not do. */
  readonly adminUrl: string
  readonly server: PostgresServer
}

/** A real Postgres for one test file, with a migrated schema for one service. Disposing removes everything. */
export async function createTestDatabase<Schema>(options: {
  service: string
  migrations: Migrations
}): Promise<TestDatabase<Schema>> {
  await using undo = new AsyncDisposableStack()
  const server = undo.use(await startTestPostgres())
  const url = await provision(server.url, options.service)
  const db = undo.use(openDatabase<Schema>(url))
  await migrate(db, options.migrations)
  const opened = undo.move()
  return { db, url, adminUrl: server.url, server, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

/**
 * A real Postgres in a folder of its own, on a free port, empty. It also ends when this process is killed. `settings`
 * are the server's.
 */
export async function startTestPostgres(
  settings: Readonly<Record<string, string>> = {},
): Promise<PostgresServer> {
  await using undo = new AsyncDisposableStack()
  const dir = await mkdtemp(join(tmpdir(), 'runhive-postgres-'))
  undo.defer(() => rm(dir, { recursive: true, force: true }))
  await copyCluster(dir)
  const server = undo.use(await startOnFreePort(dir, settings))
  const opened = undo.move()
  return { ...server, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

/** A free port may be taken by the time the server opens it. */
async function startOnFreePort(dir: string, settings: PostgresOptions['settings']): Promise<PostgresServer> {
  const start = async () => startPostgres(dir, await freePort(), { settings: { ...SETTINGS, ...settings } })
  return start().catch(start).catch(start)
}

/** Prepares `dir` as the folder of a server that has not been started yet. */
export async function copyCluster(dir: string): Promise<void> {
  if (!existsSync(TEMPLATE)) {
    const made = `${TEMPLATE}.${randomUUID()}`
    await createCluster(made)
    // Another test file may have been faster: then this one is not needed.
    await rename(made, TEMPLATE).catch(() => rm(made, { recursive: true, force: true }))
  }
  await cp(TEMPLATE, dir, { recursive: true })
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
