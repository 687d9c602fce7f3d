import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { openTemporaryFolder } from '../temporary-folder.ts'
import { LockedError, takeLock } from './lock.ts'
import { findProcess } from './process-identity.ts'

const lockModule = join(import.meta.dirname, 'lock.ts')

/** Another process that takes the lock, says so, and does what `then` says. */
function startContender(path: string, then: string) {
  const script = `
    const { takeLock } = await import(${JSON.stringify(lockModule)})
    await takeLock(${JSON.stringify(path)}).then(() => console.log('taken'), () => console.log('refused'))
    ${then}`
  return spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
}

test('a second holder is refused and told who holds it, until the first lets go', async () => {
  using folder = openTemporaryFolder()
  const path = join(folder.path, 'lock')
  {
    using _first = await takeLock(path)
    const refused = await takeLock(path).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(LockedError)
    expect((refused as LockedError).holder.pid).toBe(process.pid)
  }
  using _second = await takeLock(path)
  expect(existsSync(path)).toBe(true)
})

test('a process that waits gets the lock when its holder lets go, and was told once that it has to wait', async () => {
  using folder = openTemporaryFolder()
  const path = join(folder.path, 'lock')
  const first = await takeLock(path)
  const told: number[] = []
  const waiting = takeLock(path, { waitMs: 10_000, onWait: ({ pid }) => told.push(pid) })
  await expect.poll(() => told).toEqual([process.pid])
  first[Symbol.dispose]()
  using _second = await waiting
  expect(told).toHaveLength(1)
})

test('the lock of a process that died without letting go is free', async () => {
  using folder = openTemporaryFolder()
  const path = join(folder.path, 'lock')
  const other = startContender(path, 'process.kill(process.pid, "SIGKILL")')
  await once(other, 'close')
  expect(existsSync(path)).toBe(true)
  using _lock = await takeLock(path)
})

test('a lock that names a pid which belongs to another process by now is free', async () => {
  using folder = openTemporaryFolder()
  const path = join(folder.path, 'lock')
  const self = findProcess(process.pid)
  writeFileSync(path, JSON.stringify({ pid: self?.pid, startTime: 'before' }))
  using _lock = await takeLock(path)
})

test('a lock file that nobody can read is the lock of nobody', async () => {
  using folder = openTemporaryFolder()
  const path = join(folder.path, 'lock')
  writeFileSync(path, 'half a')
  using _lock = await takeLock(path)
})

test('of several processes that find a dead lock at once, one gets it', async () => {
  using folder = openTemporaryFolder()
  const path = join(folder.path, 'lock')
  writeFileSync(path, JSON.stringify({ pid: 2 ** 30, startTime: 'before' }))
  // Each holds what it got until its stdin closes.
  const contenders = Array.from({ length: 4 }, () =>
    startContender(
      path,
      'process.stdin.resume(); await new Promise((done) => process.stdin.on("end", done))',
    ),
  )
  const answers = await Promise.all(
    contenders.map(async ({ stdout }) => String((await once(stdout, 'data'))[0]).trim()),
  )
  for (const { stdin } of contenders) stdin.end()
  await Promise.all(contenders.map(({ stdout }) => text(stdout)))
  expect(answers.sort()).toEqual(['refused', 'refused', 'refused', 'taken'])
})
