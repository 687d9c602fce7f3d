import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { parseArguments } from './arguments.ts'

test('names and switches may come in any order, and are optional', () => {
  expect(parseArguments([])).toEqual({ names: [], all: false, fresh: false, check: false })
  expect(parseArguments(['--check', 'core', '--fresh'])).toEqual({
    names: ['core'],
    all: false,
    fresh: true,
    check: true,
  })
})

test.each([
  ['--nonsense', /^images: Unknown option '--nonsense'; the options are --all, --fresh and --check\n$/],
  ['nonsense', /^images: "nonsense" is neither an image nor a language; the images are .*\bcore\b.*\n$/],
  ['--all core', /^images: either --all or names, not both\n$/],
])('%s is misuse: one sentence, exit code 2, and no engine is asked', async (words, sentence) => {
  const env = { DOCKER_HOST: 'unix:///nowhere.sock' }
  const child = spawn(process.execPath, [join(import.meta.dirname, '../main.ts'), ...words.split(' ')], {
    env,
  })
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  expect({ stdout, stderr, code: child.exitCode }).toEqual({
    stdout: '',
    stderr: expect.stringMatching(sentence),
    code: 2,
  })
})
