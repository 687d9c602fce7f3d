import type { Phase } from '@runhive/contracts/execution-result'
import { expect, test } from 'vitest'
import { ranOutOfMemory } from './out-of-memory.ts'

const words = 'java.lang.OutOfMemoryError: Java heap space'
const FAILED: Phase = {
  status: 'failed',
  exitCode: 1,
  signal: null,
  limit: null,
  stdout: '',
  stderr: `Exception in thread "main" ${words}\n\tat Main.main(Main.java:1)\n`,
  encoding: 'utf8',
  truncated: { stdout: false, stderr: false },
  stdoutBytes: 0,
  stderrBytes: 0,
  wallMs: 1,
  cpuMs: 1,
  memoryBytes: 1,
}
const aborted = { status: 'signaled', exitCode: null, signal: 'SIGABRT' } as const

test.each<[string, Partial<Phase>, object, boolean]>([
  ['that says so', {}, {}, true],
  ['that says so in output which is not all text', { stderr: `\uFFFD\0${words}` }, {}, true],
  ['that says so and ends as it then does', {}, { exitCode: 1 }, true],
  ['that aborts and then does', aborted, { signal: 'SIGABRT' }, true],
  ['that ends otherwise than it then does', {}, { exitCode: 3 }, false],
  ['that dies otherwise than it then does', { ...aborted, signal: 'SIGSEGV' }, { signal: 'SIGABRT' }, false],
  [
    'that says something else',
    { stderr: 'java.lang.OutOfMemoryError: unable to create native thread' },
    {},
    false,
  ],
  ['that ended well', { status: 'succeeded', exitCode: 0 }, {}, false],
  ['that a limit ended', { status: 'timed_out', limit: 'wall' }, {}, false],
  ['that only printed it', { stderr: '', stdout: words }, {}, false],
])('a program %s', (_what, phase, rule, expected) => {
  expect(ranOutOfMemory({ ...FAILED, ...phase }, { writes: ['other', words], ...rule }, false)).toBe(expected)
})

test('on a terminal all that is written is stdout', () => {
  const rule = { writes: [words] }
  expect(ranOutOfMemory({ ...FAILED, stderr: '', stdout: words }, rule, true)).toBe(true)
})

test('of a runtime that has no way to say so nothing is concluded', () => {
  expect(ranOutOfMemory(FAILED, undefined, false)).toBe(false)
})
