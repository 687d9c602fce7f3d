import { type Diagnostic, MAX_DIAGNOSTICS, type Phase } from '@runhive/contracts/execution-result'
import { describe, expect, test } from 'vitest'
import { KILLED, MIB, toFacts } from '../../../testing/phase-facts.ts'
import { type PhaseFacts, toDuration, toMessage, toSize } from './message.ts'

const LOST = '; any output still in its buffer is lost'

/** What happened · the sentence when it happened to the program · and when to the compiler. */
const sentences: [string, Partial<Phase>, string, string, Partial<PhaseFacts>?][] = [
  [
    'no more memory, noticed by a runtime',
    { status: 'memory_exceeded', exitCode: 1, limit: 'memory' },
    'ran out of memory under the 128 MiB memory limit after 0.41 s of CPU and exited with code 1',
    'compilation failed: the compiler ran out of memory under the 128 MiB memory limit for compiling after 0.41 s of CPU and exited with code 1',
    { noticedNoMemory: true },
  ],
  [
    'no more memory, noticed by a runtime that aborts',
    { status: 'memory_exceeded', exitCode: null, signal: 'SIGABRT', limit: 'memory' },
    'ran out of memory under the 128 MiB memory limit after 0.41 s of CPU and was killed by SIGABRT',
    'compilation failed: the compiler ran out of memory under the 128 MiB memory limit for compiling after 0.41 s of CPU and was killed by SIGABRT',
    { noticedNoMemory: true },
  ],
  [
    'threads refused',
    { status: 'failed', exitCode: 1 },
    'exited with code 1 after 11 ms; it reached its limit of 64 processes and threads',
    'compilation failed: the compiler exited with code 1 after 11 ms; the compiler reached its limit of 64 processes and threads',
    { forksRefused: true },
  ],
  ['success', {}, 'exited with code 0 after 11 ms', 'compiled in 11 ms'],
  [
    'an exit code',
    { status: 'failed', exitCode: 7, wallMs: 1234 },
    'exited with code 7 after 1.23 s',
    'compilation failed: the compiler exited with code 7 after 1.23 s',
  ],
  [
    'a signal',
    { status: 'signaled', exitCode: null, signal: 'SIGSEGV', wallMs: 3.24 },
    `killed by SIGSEGV after 3.2 ms${LOST}`,
    'compilation failed: the compiler was killed by SIGSEGV after 3.2 ms',
  ],
  [
    'the file size limit',
    { status: 'signaled', exitCode: null, signal: 'SIGXFSZ', limit: 'fileSize' },
    `killed by the 64 MiB file size limit after 11 ms${LOST}`,
    'compilation failed: the compiler was killed by the 64 MiB file size limit after 11 ms',
  ],
  [
    'the memory limit',
    { ...KILLED, status: 'memory_exceeded', limit: 'memory' },
    'killed by the 128 MiB memory limit after 0.41 s of CPU',
    'compilation failed: the compiler was killed by the 128 MiB memory limit for compiling after 0.41 s of CPU',
  ],
  [
    'the memory limit, on a host that does not tell CPU time',
    { ...KILLED, status: 'memory_exceeded', limit: 'memory', cpuMs: null },
    'killed by the 128 MiB memory limit after 11 ms',
    'compilation failed: the compiler was killed by the 128 MiB memory limit for compiling after 11 ms',
  ],
  [
    'the memory limit, in a child of a program that ended by itself',
    { status: 'memory_exceeded', limit: 'memory', exitCode: 1 },
    'exited with code 1 after 0.41 s of CPU, one of its processes killed by the 128 MiB memory limit',
    'compilation failed: the compiler exited with code 1 after 0.41 s of CPU, one of its processes killed by the 128 MiB memory limit for compiling',
  ],
  [
    'the wall-clock limit',
    { ...KILLED, status: 'timed_out', limit: 'wall', wallMs: 10_004, cpuMs: 33 },
    'timed out at the 10 s wall-clock limit having used 0.03 s of CPU',
    'compilation failed: the compiler timed out at the 10 s wall-clock limit for compiling having used 0.03 s of CPU',
  ],
  [
    'the wall-clock limit, in a cell that did not answer any more',
    { ...KILLED, status: 'timed_out', limit: 'wall', wallMs: 10_104, cpuMs: null },
    'timed out at the 10 s wall-clock limit after 10.1 s',
    'compilation failed: the compiler timed out at the 10 s wall-clock limit for compiling after 10.1 s',
  ],
  [
    'the idle limit of an interactive run',
    { ...KILLED, status: 'timed_out', limit: 'idle', wallMs: 61_000 },
    'ended after 61 s: no input or output for 30 s',
    'compilation failed: the compiler ended after 61 s: no input or output for 30 s',
  ],
  [
    'the CPU limit',
    { ...KILLED, status: 'timed_out', limit: 'cpu', wallMs: 2_600, cpuMs: 5_016 },
    'killed by the 5 s CPU limit after 2.6 s having used 5.02 s of CPU',
    'compilation failed: the compiler was killed by the 5 s CPU limit for compiling after 2.6 s having used 5.02 s of CPU',
  ],
  [
    'the CPU limit, on a host that does not tell CPU time',
    { ...KILLED, status: 'timed_out', limit: 'cpu', wallMs: 5_100, cpuMs: null },
    'killed by the 5 s CPU limit after 5.1 s',
    'compilation failed: the compiler was killed by the 5 s CPU limit for compiling after 5.1 s',
  ],
  [
    'the output limit, on stdout',
    { ...KILLED, status: 'output_exceeded', limit: 'output', stdoutBytes: MIB + 1, stderrBytes: 10 },
    'wrote more than the 1 MiB output limit: 1 MiB to stdout in 11 ms',
    'compilation failed: the compiler wrote more than the 1 MiB output limit for compiling: 1 MiB to stdout in 11 ms',
  ],
  [
    'the output limit, on stderr',
    { ...KILLED, status: 'output_exceeded', limit: 'output', stderrBytes: 1.5 * MIB },
    'wrote more than the 1 MiB output limit: 1.5 MiB to stderr in 11 ms',
    'compilation failed: the compiler wrote more than the 1 MiB output limit for compiling: 1.5 MiB to stderr in 11 ms',
  ],
  ['a cancellation', { status: 'cancelled' }, 'cancelled after 11 ms', 'cancelled after 11 ms of compiling'],
  [
    'a failure of ours',
    { status: 'internal_error' },
    'internal error: the cell was lost after 11 ms, through no fault of the program',
    'internal error: the cell was lost after 11 ms, through no fault of the compiler',
  ],
]

const losses: [string, Partial<Phase>, Partial<PhaseFacts>, boolean][] = [
  ['a signal', { ...KILLED, status: 'signaled' }, {}, true],
  [
    'the wall clock, having printed nothing',
    { ...KILLED, status: 'timed_out', limit: 'wall', stdoutBytes: 0 },
    {},
    true,
  ],
  [
    'processor time, between two full buffers',
    { ...KILLED, status: 'timed_out', limit: 'cpu', stdoutBytes: 8192 },
    {},
    true,
  ],
  [
    'memory, having printed nothing',
    { ...KILLED, status: 'memory_exceeded', limit: 'memory', stdoutBytes: 0 },
    {},
    true,
  ],
  ['memory, having flushed a line', { ...KILLED, status: 'memory_exceeded', limit: 'memory' }, {}, false],
  [
    'the output limit',
    { ...KILLED, status: 'output_exceeded', limit: 'output', stdoutBytes: MIB },
    {},
    false,
  ],
  ['a signal, on a terminal', { ...KILLED, status: 'signaled' }, { terminal: true }, false],
  ['nobody: it exited', { status: 'failed', exitCode: 1, stdoutBytes: 0 }, {}, false],
  [
    'nobody: it never started',
    { status: 'failed', exitCode: 127, stdoutBytes: 0 },
    { spawnError: 'ENOENT' },
    false,
  ],
]

test.each(losses)(
  'that a buffer may be lost is said where it can be: killed by %s',
  (_what, phase, more, lost) => {
    expect(toMessage(toFacts(phase, more), 'program').endsWith(LOST)).toBe(lost)
    expect(toMessage(toFacts(phase, more), 'compiler')).not.toContain('buffer')
  },
)

test.each(sentences)(
  'a sentence names cause, limit and measurement: %s',
  (_what, phase, ...[program, compiler, more]) => {
    expect(toMessage(toFacts(phase, more), 'program')).toBe(program)
    expect(toMessage(toFacts(phase, more), 'compiler')).toBe(compiler)
  },
)

test.each([
  ['ENOENT', 'could not start: no such program (ENOENT)'],
  ['EACCES', 'could not start: permission denied (EACCES)'],
  ['EAGAIN', 'could not start: the limit of 64 processes leaves no room for it (EAGAIN)'],
  ['ENOMEM', 'could not start: the 128 MiB memory limit leaves no room for it (ENOMEM)'],
  ['E999', 'could not start: the system refused (E999)'],
])('what could not start says why: %s', (spawnError, sentence) => {
  const phase = { status: 'failed', exitCode: 126 } as const
  expect(toMessage(toFacts(phase, { spawnError }), 'program')).toBe(sentence)
  expect(toMessage(toFacts(phase, { spawnError }), 'compiler')).toBe(
    `compilation failed: the compiler ${sentence}`,
  )
})

describe('a compilation that failed', () => {
  const at = (file: string, line: number, more: Partial<Diagnostic> = {}): Diagnostic => ({
    file,
    line,
    severity: 'error',
    message: 'text of the compiler',
    ...more,
  })
  const say = (diagnostics: Diagnostic[], more: Partial<PhaseFacts> = {}) =>
    toMessage(toFacts({ status: 'failed', exitCode: 1, diagnostics }, more), 'compiler')

  test.each<[string, Diagnostic[], string]>([
    ['one error', [at('main.c', 3, { column: 5 })], '1 error, at main.c:3:5'],
    [
      'warnings and notes are not counted',
      [
        at('main.c', 1, { severity: 'warning' }),
        at('sub/ünï.c', 3),
        at('main.c', 4, { severity: 'note' }),
        at('main.c', 9),
      ],
      '2 errors, the first at sub/ünï.c:3',
    ],
    [
      'an error elsewhere is not called the first',
      [at('/usr/include/stdio.h', 1), at('main.c', 2)],
      '2 errors, one at main.c:2',
    ],
    ['a file the request did not bring is not named', [at('forged by #line', 1)], '1 error'],
    [
      'as many as are listed may not be all',
      Array.from({ length: MAX_DIAGNOSTICS }, () => at('main.c', 1)),
      'at least 100 errors, the first at main.c:1',
    ],
  ])('says how many errors there are and where one is: %s', (_what, diagnostics, sentence) => {
    expect(say(diagnostics)).toBe(`compilation failed after 11 ms: ${sentence}`)
  })

  test('with warnings only says how the compiler ended', () => {
    expect(say([at('main.c', 1, { severity: 'warning' })])).toBe(
      'compilation failed: the compiler exited with code 1 after 11 ms',
    )
  })

  test('names the end of a long path, in one line', () => {
    const file = `${'x'.repeat(200)}/\u2028${'y'.repeat(40)}.c`
    expect(say([at(file, 1)], { files: [file] })).toBe(
      `compilation failed after 11 ms: 1 error, at …${'x'.repeat(56)}/ ${'y'.repeat(40)}.c:1`,
    )
  })
})

test('sizes and durations are written as people write them', () => {
  expect([1, 1023, 1024, 1.5 * MIB, MIB - 1, 2048 * MIB].map(toSize)).toEqual([
    '1 byte',
    '1023 bytes',
    '1 KiB',
    '1.5 MiB',
    '1 MiB',
    '2 GiB',
  ])
  expect([0.04, 9.96, 10.4, 999.4, 999.6, 1000, 61_500].map(toDuration)).toEqual([
    '0 ms',
    '10 ms',
    '10 ms',
    '999 ms',
    '1 s',
    '1 s',
    '61.5 s',
  ])
})

test('what failed for something that nobody can fetch is told so, of a program and of its compiler', () => {
  const lacking = toFacts({ status: 'failed', exitCode: 1 }, { lacksSomething: true })
  const end = 'neither among its files nor installed, and there is no network to fetch it'
  expect(toMessage(lacking, 'program')).toBe(`exited with code 1 after 11 ms; something it imports is ${end}`)
  expect(toMessage(lacking, 'compiler')).toMatch(/^compilation failed: .* code 1 after 11 ms; something it /)
})
