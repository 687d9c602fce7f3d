import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openTemporaryFolder } from '../temporary-folder.ts'
import { findProcess, isAlive } from './process-identity.ts'
import { openRecords } from './records.ts'
import { openSupervisor, type PartSpec } from './supervisor.ts'

const SLEEP = 'exec sleep 60'
const PATH = '/usr/bin:/bin'

function part(shell: string, options: Partial<PartSpec> = {}): PartSpec {
  return {
    name: 'part',
    command: 'sh',
    args: ['-c', shell],
    env: { PATH },
    cwd: '/',
    ports: {},
    ready: async () => {},
    readyWithinMs: 5_000,
    ...options,
  }
}

/** A supervisor in a folder of its own; what still runs at the end is killed. */
function openTestSupervisor() {
  const folder = openTemporaryFolder()
  const supervisor = openSupervisor(folder.path, { detached: false })
  return {
    supervisor,
    stateDir: folder.path,
    log: (name = 'part') => readFileSync(join(folder.path, 'logs', `${name}.log`), 'utf8'),
    pid: (name = 'part') => supervisor.list().find((record) => record.name === name)?.process.pid,
    async [Symbol.asyncDispose]() {
      await Promise.all(supervisor.list().map(({ name }) => supervisor.kill(name)))
      folder[Symbol.dispose]()
    },
  }
}

test('a part that runs is left alone, also by a supervisor that comes later', async () => {
  await using opened = openTestSupervisor()
  expect(await opened.supervisor.start(part(SLEEP))).toBe('started')
  const pid = opened.pid()

  const later = openSupervisor(opened.stateDir, { detached: false })
  expect(await later.start(part(SLEEP))).toBe('running')
  expect(opened.pid()).toBe(pid)
})

test('a part that died is started again', async () => {
  await using opened = openTestSupervisor()
  await opened.supervisor.start(part(SLEEP))
  const pid = opened.pid()
  await opened.supervisor.kill('part')
  expect(opened.supervisor.list()).toMatchObject([{ alive: false }])

  expect(await opened.supervisor.start(part(SLEEP))).toBe('started')
  expect(opened.pid()).not.toBe(pid)
})

test('a part whose settings have changed is restarted with the new ones', async () => {
  await using opened = openTestSupervisor()
  const said = 'echo "$WORD"; exec sleep 60'
  await opened.supervisor.start(part(said, { env: { PATH, WORD: 'one' } }))
  await expect.poll(() => opened.log()).toBe('one\n')
  expect(await opened.supervisor.start(part(said, { env: { PATH, WORD: 'two' } }))).toBe('restarted')
  await expect.poll(() => opened.log()).toBe('one\ntwo\n')
})

test('stopping asks first: a part that cleans up gets to do so', async () => {
  await using opened = openTestSupervisor()
  const tidy = 'trap "echo tidied; exit 0" TERM; echo begun; while :; do sleep 60 & wait; done'
  await opened.supervisor.start(part(tidy))
  await expect.poll(() => opened.log()).toBe('begun\n')
  const before = opened.supervisor.list()[0]
  expect(await opened.supervisor.stop('part')).toBe('stopped')
  expect(opened.log()).toBe('begun\ntidied\n')
  expect(before && isAlive(before.process)).toBe(false)
  expect(opened.supervisor.list()).toEqual([])
})

test('a part that does not listen is killed after its grace time, and the caller learns that', async () => {
  await using opened = openTestSupervisor()
  const deaf = 'trap "" TERM; echo begun; exec sleep 60'
  await opened.supervisor.start(part(deaf, { stop: { signal: 'SIGTERM', graceMs: 100 } }))
  await expect.poll(() => opened.log()).toBe('begun\n')
  const before = opened.supervisor.list()[0]
  expect(await opened.supervisor.stop('part')).toBe('killed')
  expect(before && isAlive(before.process)).toBe(false)
})

test('stopping twice, or what never ran, is fine', async () => {
  await using opened = openTestSupervisor()
  await opened.supervisor.start(part(SLEEP))
  expect(await opened.supervisor.stop('part')).toBe('stopped')
  expect(await opened.supervisor.stop('part')).toBe('absent')
  expect(await opened.supervisor.stop('nobody')).toBe('absent')
})

test('the process that has the pid of a dead part now survives stop, kill and start', async () => {
  await using opened = openTestSupervisor()
  const stranger = spawn('sleep', ['60'], { stdio: 'ignore' })
  const identity = findProcess(stranger.pid ?? 0)
  try {
    await opened.supervisor.start(part(SLEEP))
    const records = openRecords(opened.stateDir)
    const record = records.find('part')
    if (!record || !identity) throw new Error('nothing was started')
    await opened.supervisor.kill('part')
    const pretend = () => records.write({ ...record, process: { pid: identity.pid, startTime: 'before' } })

    pretend()
    await opened.supervisor.kill('part')
    expect(await opened.supervisor.stop('part')).toBe('absent')
    pretend()
    expect(await opened.supervisor.start(part(SLEEP))).toBe('started')
    expect(isAlive(identity)).toBe(true)
  } finally {
    stranger.kill('SIGKILL')
  }
})

test('a record that was damaged counts as none', async () => {
  await using opened = openTestSupervisor()
  await opened.supervisor.start(part(SLEEP))
  await opened.supervisor.stop('part')
  for (const damaged of ['', '{', 'null', '{"name":"part"}']) {
    writeFileSync(join(opened.stateDir, 'parts/part.json'), damaged)
    expect(opened.supervisor.list()).toEqual([])
  }
  expect(await opened.supervisor.start(part(SLEEP))).toBe('started')
})

test('a part that ends instead of becoming ready fails at once, with its last words', async () => {
  await using opened = openTestSupervisor()
  const spec = part('echo "no such table"; exit 1', { ready: () => Promise.reject(new Error('not yet')) })
  await opened.supervisor.start(spec)
  const failure = opened.supervisor.waitUntilReady(spec)
  await expect(failure).rejects.toThrow(/part did not become ready: its process ended.*no such table/s)
})

test('a part that is not ready in time fails with the reason of its last check', async () => {
  await using opened = openTestSupervisor()
  const ready = () => Promise.reject(new Error('failing: database'))
  const spec = part(SLEEP, { ready, readyWithinMs: 100 })
  await opened.supervisor.start(spec)
  await expect(opened.supervisor.waitUntilReady(spec)).rejects.toThrow(/failing: database \(after 0.1 s\)/)
})

test('a stranger who answers on the port of a dead part does not make it ready', async () => {
  await using opened = openTestSupervisor()
  await using stranger = createServer().listen(0, '127.0.0.1')
  await once(stranger, 'listening')
  // The check passes, as a stranger's port would have it; the part itself has ended on its taken port.
  const spec = part('echo "address in use"; exit 1')
  await opened.supervisor.start(spec)
  const record = opened.supervisor.list()[0]
  await expect.poll(() => record && isAlive(record.process)).toBe(false)
  await expect(opened.supervisor.waitUntilReady(spec)).rejects.toThrow('address in use')
})

test('a program that does not exist is named', async () => {
  await using opened = openTestSupervisor()
  const start = opened.supervisor.start(part('', { command: '/nowhere/nats-server' }))
  await expect(start).rejects.toThrow('cannot start part: spawn /nowhere/nats-server ENOENT')
})

test('a part gets the environment it is described with, and nothing of ours', async () => {
  await using opened = openTestSupervisor()
  await opened.supervisor.start(part('env | cut -d= -f1 | sort | tr "\\n" " "; exec sleep 60'))
  await expect.poll(() => opened.log()).toMatch(/PATH/)
  expect(opened.log().trim().split(' ')).not.toContain('HOME')
})
