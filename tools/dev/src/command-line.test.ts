import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { inRepository } from './repository.ts'

async function dev(...args: string[]) {
  const child = spawn(process.execPath, [inRepository('tools/dev/src/main.ts'), ...args], {
    env: { PATH: '/usr/bin:/bin' },
  })
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number]>,
  ])
  return { stdout, stderr, code }
}

test.each([
  [['nonsense'], 'dev: unknown command "nonsense". See ./dev help.\n'],
  [['constructor'], 'dev: unknown command "constructor". See ./dev help.\n'],
  [['up', '--fast'], 'dev: up does not know --fast. Usage: ./dev up [--yes]\n'],
  [['up', '-x'], 'dev: up does not know -x. Usage: ./dev up [--yes]\n'],
  [['down', 'now'], 'dev: down does not accept "now". Usage: ./dev down\n'],
  [['logs', 'auth', 'gateway'], 'dev: logs does not accept "gateway". Usage: ./dev logs [part] [-f]\n'],
  [
    ['bench', '--nonsense'],
    'dev: bench does not know --nonsense. Usage: ./dev bench [--parts services,core,tracing,streaming,tests,fairness] [--rounds n] [--runs n] [--executions n] [--against commit] [--json file]\n',
  ],
  [
    ['images', '-n'],
    'dev: images does not know -n. Usage: ./dev images [names… | --all] [--fresh] [--check] [--yes]\n',
  ],
])('%j is misuse: one sentence and exit code 2', async (args, sentence) => {
  expect(await dev(...args)).toEqual({ stdout: '', stderr: sentence, code: 2 })
})

test('help names every command, and so does no command at all', async () => {
  const { stdout, code } = await dev('help')
  expect(code).toBe(0)
  for (const name of 'up down status logs test bench images migrate doctor key'.split(' ')) {
    expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'))
  }
  expect(await dev()).toMatchObject({ stdout, code: 0 })
})

test('a command tells how to use it instead of running', async () => {
  expect(await dev('down', '--help')).toMatchObject({
    stdout: expect.stringContaining('Usage: ./dev down'),
    code: 0,
  })
})

test('a port that cannot be one is refused before anything starts', async () => {
  const child = spawn(process.execPath, [inRepository('tools/dev/src/main.ts'), 'doctor'], {
    env: { PATH: '/usr/bin:/bin', PORT: '70000', DOCKER_HOST: 'unix:///nowhere.sock' },
  })
  const [stdout] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  expect(stdout).toContain('FAIL ports: PORT is "70000": it must be a whole number from 1 to 65535.')
  expect(stdout).toContain(
    'FAIL engine: DOCKER_HOST is unix:///nowhere.sock, but no Docker engine responds there',
  )
  expect(child.exitCode).toBe(1)
})
