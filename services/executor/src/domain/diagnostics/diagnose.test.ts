import { Diagnostic, MAX_DIAGNOSTICS, type Phase } from '@runhive/contracts/execution-result'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readDiagnostics, withDiagnostics } from './diagnose.ts'
import { DIAGNOSTICS_FORMATS } from './formats.ts'

const PHASE: Phase = {
  status: 'failed',
  exitCode: 1,
  signal: null,
  limit: null,
  stdout: '',
  stderr: '',
  encoding: 'utf8',
  truncated: { stdout: false, stderr: false },
  stdoutBytes: 0,
  stderrBytes: 0,
  wallMs: 1,
  cpuMs: 1,
  memoryBytes: 1,
}
const COMPLAINT = 'main.c:3:5: error: no'
const NO = { file: 'main.c', line: 3, column: 5, severity: 'error', message: 'no' }
const TRACEBACK =
  'Traceback (most recent call last):\n  File "/work/main.py", line 2, in <module>\n    x\nNameError: x'

describe('of a phase', () => {
  test('without a format, or without complaints, nothing is added', () => {
    const phase = { ...PHASE, stderr: COMPLAINT }
    expect(withDiagnostics(phase, 'compile', undefined)).toBe(phase)
    expect(withDiagnostics(PHASE, 'compile', 'gcc')).toBe(PHASE)
  })

  test('a compiler is read on both streams, also when it succeeded, and its text stays as it is', () => {
    const phase: Phase = {
      ...PHASE,
      status: 'succeeded',
      stdout: 'main.c:3:5: error: no\n',
      stderr: COMPLAINT,
    }
    expect(withDiagnostics(phase, 'compile', 'gcc')).toEqual({ ...phase, diagnostics: [NO, NO] })
  })

  test('output that is not UTF-8 is read all the same', () => {
    const bytes = Buffer.concat([Buffer.from(`${COMPLAINT}\n    3 | `), Buffer.of(0xff)])
    const phase = { ...PHASE, stderr: bytes.toString(), base64: { stderr: bytes.toString('base64') } }
    expect(withDiagnostics(phase, 'compile', 'gcc').diagnostics).toEqual([NO])
  })

  test.each([
    ['failed', 1],
    ['signaled', 1],
    ['succeeded', 0],
    ['timed_out', 0],
    ['cancelled', 0],
  ] as const)('of a run that %s, %i complaints are told', (status, count) => {
    const phase = withDiagnostics({ ...PHASE, status, stderr: TRACEBACK }, 'run', 'python')
    expect(phase.diagnostics ?? []).toHaveLength(count)
  })

  test('the standard output of a run is the program’s own, and never read', () => {
    expect(withDiagnostics({ ...PHASE, stdout: TRACEBACK }, 'run', 'python')).not.toHaveProperty(
      'diagnostics',
    )
  })

  test('a program that fails after a megabyte of noise is told by its end', () => {
    const stderr = `${'noise\n'.repeat(200_000)}${TRACEBACK}\n`
    expect(withDiagnostics({ ...PHASE, stderr }, 'run', 'python').diagnostics).toMatchObject([{ line: 2 }])
  })
})

describe('what is kept of a complaint', () => {
  test.each([
    ['/work/sub/main.c', 'sub/main.c'],
    ['./main.c', 'main.c'],
    ['sub/../-o.c', '-o.c'],
    ['/usr/include/stdio.h', '/usr/include/stdio.h'],
    ['/working/main.c', '/working/main.c'],
    ['../etc/passwd', '/etc/passwd'],
  ])('%s is called %s', (written, name) => {
    expect(readDiagnostics(`${written}:1: error: no`, 'gcc')).toMatchObject([{ file: name }])
  })

  test('a column of 0 is no column', () => {
    expect(readDiagnostics('main.c:3:0: error: no', 'gcc')[0]).not.toHaveProperty('column')
  })

  test.each([
    ['a line of 0', 'main.c:0:1: error: no'],
    ['a line past all counting', `main.c:${'9'.repeat(400)}:1: error: no`],
    ['a name longer than a file may have', `${'x'.repeat(256)}:1:1: error: no`],
  ])('%s is nowhere', (_what, text) => {
    expect(readDiagnostics(text, 'gcc')).toEqual([])
  })

  test('a long message is cut between characters, and says so', () => {
    const [even] = readDiagnostics(`main.c:1: error: ${'😀'.repeat(400)}`, 'gcc')
    expect(even?.message).toBe(`${'😀'.repeat(249)}…`)
    const [odd] = readDiagnostics(`main.c:1: error: x${'😀'.repeat(400)}`, 'gcc')
    expect(odd?.message).toBe(`x${'😀'.repeat(249)}…`)
  })

  test('of too many, errors are kept before warnings and warnings before notes, in their order', () => {
    const lines = Array.from({ length: 90 }, (_, index) =>
      ['note', 'warning', 'error'].map((severity) => `main.c:${index + 1}: ${severity}: no`),
    )
    const kept = readDiagnostics(lines.flat().join('\n'), 'gcc')
    const of = (severity: string) => kept.filter((diagnostic) => diagnostic.severity === severity)
    expect([kept.length, of('error').length, of('warning').length]).toEqual([MAX_DIAGNOSTICS, 90, 10])
    expect(kept.slice(0, 3)).toMatchObject([
      { line: 1, severity: 'warning' },
      { line: 1, severity: 'error' },
      { line: 2, severity: 'warning' },
    ])
  })
})

describe.each(DIAGNOSTICS_FORMATS)('a stranger who writes what %s may write', (format) => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom(
      '\n',
      ':',
      '1',
      ': error: ',
      ': note: ',
      'a.c',
      'A.java',
      'm.go:1:',
      '(1,2): error TS1: ',
      '-->',
    ),
    fc.constantFrom(
      'error[E1]: ',
      ' --> ',
      '    ^',
      '  File "/work/a", line 1',
      '\x1b[1m',
      '\x1b]8;;',
      '  |  ',
      '  + ',
    ),
    fc.constantFrom(
      'Traceback (most recent call last):',
      '  +-+---------------- 1 ----------------',
      'E: x',
      ' ',
    ),
  )

  test('gets diagnostics that the contract allows, whatever it was', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const found = readDiagnostics(pieces.join(''), format)
        expect(found.length).toBeLessThanOrEqual(MAX_DIAGNOSTICS)
        for (const diagnostic of found) {
          expect(Diagnostic.parse(diagnostic)).toEqual(diagnostic)
          expect(diagnostic.message.length).toBeLessThanOrEqual(500)
          expect(diagnostic.file.length).toBeLessThanOrEqual(300)
        }
      }),
    )
  })

  const MEGABYTE = 1024 * 1024
  const fill = (text: string) => text.repeat(Math.ceil(MEGABYTE / text.length)).slice(0, MEGABYTE)
  test.each([
    'a',
    ' ',
    '\n',
    ':',
    '1',
    ':1',
    'a:1:',
    'a:1:1: ',
    'a.c:1:1: error: ',
    'a.java:1: error: \n',
    'a.go:1:1: x\n',
    '(1,1',
    '(1,1): ',
    'a(1,1): error TS1: x\n',
    'error: \n',
    'error: x\n      ',
    ' --> a:1:1\n',
    ' --> a:1',
    '  File "',
    '  File "/work/a", line 1\n',
    'Traceback (most recent call last):\n',
    'E: \n',
    'During handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "/work/a", line 1\nE\n',
    '  +-+---------------- 1 ----------------\n',
    '  | ',
    '\x1b',
    '\x1b[',
    '\x1b[1',
    '\x1b]',
    '[-W',
    ' [-Wx',
    '\t',
    '\r',
    '\u2028',
    '\ud800',
    'a:1:1:\n',
    '     ^\n',
    'a:1:1:   required from \n',
    '.java:1',
    '.go:1:',
    '-',
  ])('cannot keep a reader busy with a megabyte of %j', { timeout: 60_000 }, (text) => {
    // Anything that is not linear takes minutes here; what is takes milliseconds.
    expect(readDiagnostics(fill(text), format).length).toBeLessThanOrEqual(MAX_DIAGNOSTICS)
  })
})
