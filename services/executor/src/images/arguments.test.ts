import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { parseArguments } from './arguments.ts'

test('names and switches may come in any order, and are optional', () => {
  expect(parseArguments([])).toEqual({ names: [], fresh: false, check: false })
  expect(parseArguments(['--check', 'core', '--fresh'])).toEqual({
    names: ['core'],
    fresh: true,
    check: true,
  })
})

test.each([
  ['--nonsense', /^images: Unknown option '--nonsense'; there are --fresh and --check\n$/],
  ['nonsense', /^images: there is no image "nonsense"; there are .*\bcore\b.*\n$/],
])('%s is misuse: one sentence, exit code 2, and no engine is asked', async (word, sentence) => {
  const env = { DOCKER_HOST: 'unix:///nowhere.sock' }
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), word], { env })
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  expect({ stdout, stderr, code: child.exitCode }).toEqual({
    stdout: '',
    stderr: expect.stringMatching(sentence),
    code: 2,
  })
})
