import { byOutput, type Hostile } from '../description/program.ts'

/** It was no text, and its bytes are there. */
const noText = { base64: {} }
const tests = (...cases: readonly object[]) => ({
  tests: cases.map((own) => ({ stdin: '', limits: {}, ...own })),
})
const verdicts = (...statuses: readonly string[]) => ({ tests: statuses.map((status) => ({ status })) })
/** Reads the answer as carefully as anybody should, and refuses everything that is not 42. */
const CHECKER = 'import sys; sys.exit(open("output").read().strip() != "42")'
/** Runs the answer, which nobody should: it decides in its own cell, about nothing but this test. */
const BAD_CHECKER = 'exec(open("output").read())'
const checkedBy = (source: string) => ({
  comparison: { mode: 'checker' as const, checker: { language: 'python', source } },
})

/** Programs that speak for cell init, for the service, for the kernel, or for their judge. */
export const forgery: readonly Hostile[] = [
  {
    file: 'ended-frame.py',
    status: 'failed',
    exitCode: 3,
    phase: { ...noText, stdoutBytes: 168, stderrBytes: 168 },
  },
  {
    file: 'every-frame.py',
    status: 'succeeded',
    exitCode: 0,
    phase: noText,
    result: { files: [] },
    request: { collect: ['forged'] },
  },
  { file: 'long-frame.py', status: 'succeeded', phase: { base64: { stdout: 'gv////8=' } } },
  {
    file: 'engine-stream.py',
    status: 'succeeded',
    stdout: '\x02\0\0\0\0\0\0\x06forged\x03\0\0\0@\0\0\0',
    phase: { stderr: '' },
  },
  { file: 'flood-and-frame.py', ...byOutput },
  { file: 'result.py', status: 'failed', exitCode: 4 },
  { file: 'memory-kill.sh', status: 'failed', exitCode: 137 },
  { file: 'processor-limit.c', status: 'timed_out', limit: 'cpu' },
  { file: 'diagnostics.py', limits: { outputBytes: 8_000_000 }, status: 'failed', exitCode: 1 },
  { file: 'descriptors.c', status: 'succeeded', stdout: '0\n1\n2\n' },
  { file: 'init-snoop.py', status: 'succeeded', stdout: '[]\n' },
  { file: 'init-streams.py', status: 'succeeded', stdout: '[]\n' },
  { file: 'init-signals.c', status: 'succeeded', stdout: 'sent\n' },
  {
    file: 'answers.py',
    request: tests({ expected: 'accepted [] 0' }, { expected: 'the answer', stdin: '1' }),
    status: 'failed',
    isPhaseless: true,
    result: verdicts('accepted', 'wrong_answer'),
  },
  {
    file: 'right-and-failed.py',
    request: tests(
      { args: ['0'], expected: 'right' },
      { args: ['1'], expected: 'right' },
      { args: ['signal'], expected: 'right' },
    ),
    status: 'failed',
    isPhaseless: true,
    result: verdicts('accepted', 'failed', 'signaled'),
  },
  {
    file: 'leaves-for-the-next.py',
    request: tests({ expected: 'False False' }, { expected: 'False False' }, { expected: 'False False' }),
    status: 'succeeded',
    isPhaseless: true,
    result: verdicts('accepted', 'accepted', 'accepted'),
  },
  {
    file: 'bribes-the-checker.py',
    request: { ...tests({}), ...checkedBy(CHECKER) },
    checkerRuntime: 'python-3.13',
    status: 'failed',
    isPhaseless: true,
    result: verdicts('wrong_answer'),
  },
  {
    file: 'bribes-the-checker.py',
    trying: 'one that runs it',
    request: { ...tests({}), ...checkedBy(BAD_CHECKER) },
    checkerRuntime: 'python-3.13',
    status: 'succeeded',
    isPhaseless: true,
    result: verdicts('accepted'),
  },
]
