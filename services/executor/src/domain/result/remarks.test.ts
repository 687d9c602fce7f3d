import type { ExecutionResult, Phase } from '@runhive/contracts/execution-result'
import { expect, test } from 'vitest'
import { toItem } from '../../../testing/executor.ts'
import { withRemarks } from './remarks.ts'
import { NO_TIMES, toResult } from './result.ts'

const PHASE: Phase = {
  ...{
    status: 'succeeded',
    exitCode: 0,
    signal: null,
    limit: null,
    stdout: '',
    stderr: '',
    encoding: 'utf8',
  },
  ...{ truncated: { stdout: false, stderr: false }, stdoutBytes: 0, stderrBytes: 0 },
  ...{ wallMs: 1, cpuMs: 1, memoryBytes: 1 },
}
const GAP = { at: 10, bytes: 1_500_000 }
const finish = (own: Partial<ExecutionResult>) => {
  const about = { language: 'python', times: { takenAt: 0, ...NO_TIMES } }
  return withRemarks({ ...toResult(toItem({}), { status: 'succeeded', message: 'ended' }, about), ...own })
}

test.each<[string, Partial<ExecutionResult>, string]>([
  ['nothing', { run: PHASE, compile: PHASE }, 'ended'],
  ['a gap', { run: { ...PHASE, omitted: { stdout: GAP } } }, 'ended; left out: 1.4 MiB of stdout'],
  [
    'two gaps',
    { run: { ...PHASE, omitted: { stdout: GAP, stderr: { at: 0, bytes: 1 } } } },
    'ended; left out: 1.4 MiB of stdout, 1 byte of stderr',
  ],
  [
    'a gap in what the compiler said',
    { run: PHASE, compile: { ...PHASE, omitted: { stdout: GAP, stderr: GAP } } },
    'ended; left out: 2.9 MiB of the compiler’s output',
  ],
  [
    'a gap in what the compiler said, where tests ran',
    { tests: [], compile: { ...PHASE, omitted: { stdout: GAP } } },
    'ended; left out: 1.4 MiB of the compiler’s output',
  ],
  [
    'a gap in what the compiler said, where nothing ran',
    { compile: { ...PHASE, omitted: { stderr: GAP } } },
    'ended; left out: 1.4 MiB of stderr',
  ],
  [
    'a stream that is no text',
    { run: { ...PHASE, base64: { stdout: '/w==' } } },
    'ended; stdout is not UTF-8, shown with U+FFFD',
  ],
  [
    'both',
    { run: { ...PHASE, base64: { stdout: '', stderr: '' }, omitted: { stderr: GAP } } },
    'ended; left out: 1.4 MiB of stderr; stdout and stderr are not UTF-8, shown with U+FFFD',
  ],
])('the sentence tells of %s', (_what, own, message) => {
  expect(finish(own).message).toBe(message)
})

test('of a test that failed the gap is told; one that was judged says what was judged', () => {
  const run = { ...PHASE, omitted: { stdout: GAP } }
  const failed = {
    name: '1',
    status: 'failed' as const,
    message: 'exited',
    run: { ...run, status: 'failed' as const },
  }
  const wrong = { name: '2', status: 'wrong_answer' as const, message: 'line 1 differs', run }
  const { tests } = finish({ tests: [failed, wrong] })
  expect(tests?.map(({ message }) => message)).toEqual([
    'exited; left out: 1.4 MiB of stdout',
    'line 1 differs',
  ])
})

test('the longest sentence with all that can be said of output stays short', () => {
  const most = { at: 0, bytes: 1023.9 * 2 ** 20 }
  const omitted = { stdout: most, stderr: most }
  const base64 = { stdout: '', stderr: '' }
  const message =
    'killed by the 1000.25 s CPU limit after 1000.25 s having used 1000.25 s of CPU; any output still in its buffer is lost'
  const told = finish({ message, run: { ...PHASE, omitted, base64 }, compile: { ...PHASE, omitted, base64 } })
  expect(told.message.length).toBeLessThan(300)
})
