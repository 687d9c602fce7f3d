import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { openDatabase } from './open.ts'
import { isRunning } from './postmaster.ts'
import { startPostgres, stopPostgres } from './server.ts'
import { copyCluster, freePort } from './testing.ts'

// Whole servers start here, perhaps on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const QUICK = { settings: { fsync: 'off' } }

async function folder() {
  const dir = await mkdtemp(join(tmpdir(), 'runhive-server-'))
  await copyCluster(dir)
  return { dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) }
}

async function query(url: string, text: string) {
  await using db = openDatabase<unknown>(url)
  return (await sql.raw(text).execute(db)).rows
}

test('what is written survives a stop, a kill and what a kill leaves behind', async () => {
  await using home = await folder()
  const port = await freePort()
  {
    await using server = await startPostgres(home.dir, port, QUICK)
    await query(server.url, 'create table kept as select 7 as number')
  }
  const killed = await startPostgres(home.dir, port, QUICK)
  process.kill(killed.pid, 'SIGKILL')
  await killed.exited
  // The pid of the dead server now belongs to another process: this one.
  const file = join(home.dir, 'data/postmaster.pid')
  await writeFile(file, (await readFile(file, 'utf8')).replace(/^\d+/, String(process.pid)))

  await using server = await startPostgres(home.dir, port, QUICK)
  expect(await query(server.url, 'select number from kept')).toEqual([{ number: 7 }])
  expect(isRunning(process.pid)).toBe(true)
})

test('a first start that was interrupted begins anew', async () => {
  await using home = await folder()
  await rm(join(home.dir, 'complete'))
  await rm(join(home.dir, 'data/global'), { recursive: true })
  await using server = await startPostgres(home.dir, await freePort(), QUICK)
  expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('a second server on one folder is refused, and the first goes on', async () => {
  await using home = await folder()
  await using server = await startPostgres(home.dir, await freePort(), QUICK)
  await expect(startPostgres(home.dir, await freePort(), QUICK)).rejects.toThrow(
    `pid ${server.pid} already runs`,
  )
  expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('a port in use is an error that names the log', async () => {
  await using one = await folder()
  await using two = await folder()
  await using server = await startPostgres(one.dir, await freePort(), QUICK)
  await expect(startPostgres(two.dir, server.port, QUICK)).rejects.toThrow(join(two.dir, 'server.log'))
})

test('a new folder gets a database, and a password that only its owner can read', async () => {
  await using home = await folder()
  await rm(home.dir, { recursive: true })
  await using server = await startPostgres(home.dir, await freePort(), QUICK)
  expect(await query(server.url, 'select current_database() as name')).toEqual([{ name: 'runhive' }])
  expect((await stat(join(home.dir, 'password'))).mode & 0o777).toBe(0o600)
  expect((await stat(join(home.dir, 'data'))).mode & 0o077).toBe(0)
})

/** A process that starts a server, prints its pid, and stays. */
function startElsewhere(dir: string, port: number, options: object) {
  const script = `
    import { startPostgres } from ${JSON.stringify(import.meta.resolve('./server.ts'))}
    const server = await startPostgres(${JSON.stringify(dir)}, ${port}, ${JSON.stringify(options)})
    process.stdout.write(String(server.pid))
    setInterval(() => {}, 1e6)`
  return spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

test('a server ends with the process that started it, even when that is killed', async () => {
  await using home = await folder()
  const starter = startElsewhere(home.dir, await freePort(), QUICK)
  const [pid] = await once(starter.stdout, 'data')
  starter.kill('SIGKILL')
  await expect.poll(() => isRunning(Number(pid))).toBe(false)
})

test('a detached server outlives its starter until it is stopped by its folder', async () => {
  await using home = await folder()
  const starter = startElsewhere(home.dir, await freePort(), { ...QUICK, detached: true })
  const [pid] = await once(starter.stdout, 'data')
  starter.kill('SIGKILL')
  await once(starter, 'close')
  expect(isRunning(Number(pid))).toBe(true)
  await stopPostgres(home.dir)
  expect(isRunning(Number(pid))).toBe(false)
  await stopPostgres(home.dir)
})
