import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { findBinaries, lowerPrivileges } from './binaries.ts'
import { createCluster } from './cluster.ts'
import { findServer, isRunning } from './postmaster.ts'

/**
 * A real Postgres without an installation: its binaries come from npm, everything else is in one folder:
 *
 *     dir/data        the database cluster
 *     dir/password    the superuser's password, readable by the owner only
 *     dir/complete    exists once the two above are complete
 *     dir/server.log  the server's log
 *
 * It listens on 127.0.0.1 only, and requires a password so that other users of the machine cannot use it.
 */

export interface PostgresOptions {
  /**
   * Lets the server outlive this process; end it with `stopPostgres`. Otherwise it ends with this process, even after a
   * crash.
   */
  readonly detached?: boolean
  /** Server settings by name, e.g. `{ fsync: 'off' }`. */
  readonly settings?: Readonly<Record<string, string>>
}

export interface PostgresServer extends AsyncDisposable {
  /** The superuser's URL of the database `runhive`. A secret. */
  readonly url: string
  readonly port: number
  readonly pid: number
  /** Resolves when the server has ended, for any reason. */
  readonly exited: Promise<void>
}

const START_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 20_000
const RETRY_MS = 50
const DATABASE = 'runhive'

/**
 * Starts the server of `dir`, which is created on first use. Rejects when another server already uses `dir` or `port`.
 */
export async function startPostgres(
  dir: string,
  port: number,
  options: PostgresOptions = {},
): Promise<PostgresServer> {
  const home = resolve(dir)
  const data = join(home, 'data')
  const password = await createCluster(home)
  const deadline = Date.now() + START_TIMEOUT_MS
  for (;;) {
    const child = await spawnServer(home, port, options)
    if (await whenReady(child, toUrl(port, password, 'postgres'), data)) {
      return opened(child, port, password, options)
    }
    const server = await findServer(data)
    if (server?.alive) throw new Error(`a Postgres with pid ${server.pid} already runs on ${home}`)
    // A server that was killed leaves postmaster.pid behind. Its number may look alive for a while, or be another
    // process's by now.
    if (!server || Date.now() > deadline) {
      throw new Error(`Postgres did not start: see ${join(home, 'server.log')}`)
    }
    await rm(join(data, 'postmaster.pid'), { force: true })
    await wait(RETRY_MS)
  }
}

/** Ends the server that uses `dir`, if there is one, and waits until it is gone. */
export async function stopPostgres(dir: string): Promise<void> {
  const server = await findServer(join(resolve(dir), 'data'))
  if (!server?.alive) return
  process.kill(server.pid, 'SIGINT') // "fast": rolls back open transactions and writes a checkpoint
  const deadline = Date.now() + STOP_TIMEOUT_MS
  while (isRunning(server.pid)) {
    if (Date.now() > deadline) throw new Error(`the Postgres with pid ${server.pid} does not end`)
    await wait(RETRY_MS)
  }
}

async function spawnServer(home: string, port: number, options: PostgresOptions): Promise<ChildProcess> {
  const { postgres } = await findBinaries()
  const settings = Object.entries(options.settings ?? {}).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ])
  const args = ['-D', join(home, 'data'), '-h', '127.0.0.1', '-p', String(port), '-k', '', ...settings]
  const detached = options.detached ?? false
  const [file, fullArgs] = await lowerPrivileges(postgres, args, { endWithParent: !detached })
  // A file and not a pipe: a server blocks when its pipe is full.
  await using log = await open(join(home, 'server.log'), 'a', 0o600)
  const child = spawn(file, fullArgs, { stdio: ['ignore', log.fd, log.fd], detached })
  await once(child, 'spawn') // rejects when the program does not exist
  if (detached) child.unref()
  return child
}

/** False when the server ended instead of becoming ready. */
async function whenReady(child: ChildProcess, url: string, data: string): Promise<boolean> {
  const deadline = Date.now() + START_TIMEOUT_MS
  for (;;) {
    try {
      await createDatabase(url, data)
      return true
    } catch (cause) {
      if (child.exitCode !== null || child.signalCode !== null) return false
      if (Date.now() > deadline) {
        child.kill('SIGINT')
        throw new Error('Postgres does not become ready', { cause })
      }
      await wait(RETRY_MS)
    }
  }
}

/** Rejects while the server does not answer, or when another server has the port. */
async function createDatabase(url: string, data: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query(
      `select current_setting('data_directory') as data,
              exists (select from pg_database where datname = '${DATABASE}') as made`,
    )
    if (rows[0]?.data !== data) throw new Error('another Postgres has the port')
    if (rows[0]?.made) return
    await client.query('revoke connect on database postgres, template1 from public')
    await client.query(`create database ${DATABASE}`)
  } finally {
    await client.end().catch(() => {})
  }
}

function opened(
  child: ChildProcess,
  port: number,
  password: string,
  options: PostgresOptions,
): PostgresServer {
  if (child.pid === undefined) throw new Error('Postgres has no process')
  const exited = once(child, 'exit').then(() => {})
  return {
    url: toUrl(port, password, DATABASE),
    port,
    pid: child.pid,
    exited,
    async [Symbol.asyncDispose]() {
      if (options.detached) child.ref()
      child.kill('SIGINT')
      await exited
    },
  }
}

const toUrl = (port: number, password: string, database: string) =>
  `postgres://postgres:${password}@127.0.0.1:${port}/${database}`
