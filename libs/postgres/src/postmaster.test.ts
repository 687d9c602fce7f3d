import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findServer, isRunning } from './postmaster.ts'

async function folder(postmasterPid?: string) {
  const dir = await mkdtemp(join(tmpdir(), 'runhive-postmaster-'))
  if (postmasterPid !== undefined) await writeFile(join(dir, 'postmaster.pid'), postmasterPid)
  return { dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) }
}

test.each([undefined, '', 'x', '0', '-1\n', '1.5'])(
  'a folder whose postmaster.pid is %j names no server',
  async (text) => {
    await using home = await folder(text)
    expect(await findServer(home.dir)).toBeUndefined()
  },
)

test('a process that was given the number of a dead server is not taken for it', async () => {
  await using home = await folder(`${process.pid}\n/elsewhere\n`)
  expect(isRunning(process.pid)).toBe(true)
  expect(await findServer(home.dir)).toEqual({ pid: process.pid, alive: false })
})

test('a process that works on the folder is alive until it is gone', async () => {
  await using home = await folder()
  const server = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)', '--', home.dir])
  await once(server, 'spawn')
  await writeFile(join(home.dir, 'postmaster.pid'), `${server.pid}\n`)
  await expect.poll(() => findServer(home.dir)).toEqual({ pid: server.pid, alive: true })
  server.kill('SIGKILL')
  await once(server, 'close')
  expect(await findServer(home.dir)).toEqual({ pid: server.pid, alive: false })
})
