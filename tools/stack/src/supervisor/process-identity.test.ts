import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { findProcess, isAlive, signalProcess, waitForEnd } from './process-identity.ts'

function startSleeper() {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' })
  const identity = findProcess(child.pid ?? 0)
  if (!identity) throw new Error('the sleeper did not start')
  return { child, identity, [Symbol.dispose]: () => void child.kill('SIGKILL') }
}

test('a running process is alive, and not any more once it has ended', async () => {
  using sleeper = startSleeper()
  expect(isAlive(sleeper.identity)).toBe(true)

  expect(signalProcess(sleeper.identity, 'SIGTERM')).toBe(true)
  expect(await waitForEnd(sleeper.identity, 5_000)).toBe(true)
  expect(isAlive(sleeper.identity)).toBe(false)
})

test('a process whose parent has not looked after it yet is not alive', async () => {
  // The shell never waits for its child, which stays a zombie as long as the shell lives.
  const shell = spawn('sh', ['-c', 'true & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] })
  try {
    const [printed] = (await once(shell.stdout, 'data')) as [Buffer]
    const pid = Number(printed.toString())
    await expect.poll(() => findProcess(pid)).toBeUndefined()
  } finally {
    shell.kill('SIGKILL')
  }
})

test('a process that was given the pid of another one later is never signalled', async () => {
  using sleeper = startSleeper()
  const earlier = { pid: sleeper.identity.pid, startTime: 'before' }

  expect(signalProcess(earlier, 'SIGKILL')).toBe(false)
  expect(await waitForEnd(earlier, 0)).toBe(true)
  expect(isAlive(sleeper.identity)).toBe(true)
})

test('waiting for a process that stays ends after the given time', async () => {
  using sleeper = startSleeper()
  expect(await waitForEnd(sleeper.identity, 50)).toBe(false)
})
