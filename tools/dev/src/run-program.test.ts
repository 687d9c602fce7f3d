import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { stateDir } from './repository.ts'
import { runLogged } from './run-program.ts'

const env = { PATH: '/usr/bin:/bin' }
const shell = (script: string) => ({ command: 'sh', args: ['-c', script], env })

function openLog() {
  const name = `test-${randomUUID()}`
  const path = join(stateDir, 'logs', `${name}.log`)
  return { name, path, [Symbol.dispose]: () => rmSync(path, { force: true }) }
}

test('what an installer says goes to its log only', async () => {
  using log = openLog()
  await runLogged(log.name, shell('echo unpacking; echo careful >&2'))
  expect(readFileSync(log.path, 'utf8')).toBe('unpacking\ncareful\n')
})

test('a failure names the log and shows the last lines of this run, not of earlier ones', async () => {
  using log = openLog()
  await runLogged(log.name, shell('echo earlier'))
  const failure = runLogged(log.name, shell('seq 1 20; exit 3')).catch((error: Error) => error.message)
  const message = await failure
  expect(message).toContain('failed (3)')
  expect(message).toContain('    6\n')
  expect(message).not.toContain('    5\n')
  expect(message).not.toContain('earlier')
  expect(message).toContain(log.path)
})

test('a program that is not there is one sentence', async () => {
  using log = openLog()
  const failure = runLogged(log.name, { command: 'no-such-program', args: [], env })
  await expect(failure).rejects.toThrow('cannot run no-such-program: spawn no-such-program ENOENT')
})

/** A program that says when it works, and does something when it is asked to end. */
const PATIENT = `
  const working = setInterval(() => {}, 1_000)
  process.on('SIGTERM', () => { console.log('putting away'); clearInterval(working) })
  console.log('working')`

test('who is asked to end asks the program to, waits for it, and can still put things away', async () => {
  const shown = JSON.stringify(join(import.meta.dirname, 'run-program.ts'))
  const program = { command: process.execPath, args: ['-e', PATIENT], env }
  const script = `
    const { runShown } = await import(${shown})
    console.log('ended by', await runShown(${JSON.stringify(program)}))
    process.exitCode = 7`
  const args = ['--input-type=module', '-e', script]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
    if (text.includes('working')) child.kill('SIGTERM')
  })
  expect(await once(child, 'close')).toEqual([7, null])
  expect(said).toBe('working\nputting away\nended by SIGTERM\n')
})
