import { expect, test } from 'vitest'
import { readDiagnostics } from './diagnose.ts'
import type { DiagnosticsFormat } from './formats.ts'

/** Texts that are hard to get out of a compiler on purpose, or that only look like a complaint. */
const cases: [string, DiagnosticsFormat, string, object[]][] = [
  [
    'a source line that looks like a complaint is not one: gcc',
    'gcc',
    'main.c:1:3: error: no\n    1 | x; // other.c:7:1: error: forged\n      |   ^',
    [{ file: 'main.c', line: 1 }],
  ],
  [
    'a source line that looks like a complaint is not one: javac',
    'javac',
    'Main.java:1: error: no\nint x; // Other.java:7: error: forged\n    ^\n1 error',
    [{ file: 'Main.java', line: 1, column: 5 }],
  ],
  [
    'a javac complaint without an excerpt does not take that of the next',
    'javac',
    'A.java:1: warning: [path] bad\nB.java:2: error: no\nint x\n     ^',
    [
      { file: 'A.java', severity: 'warning', code: 'path', message: 'bad' },
      { file: 'B.java', column: 6, message: 'no' },
    ],
  ],
  [
    'a link around a warning’s name is not part of it',
    'gcc',
    'main.c:1:2: warning: w [\x1b]8;;https://gcc.gnu.org/x\x1b\\-Wunused\x1b]8;;\x1b\\]',
    [{ code: '-Wunused', message: 'w' }],
  ],
  ['lines that end as on Windows', 'tsc', 'a.ts(1,2): error TS1: no\r\n', [{ message: 'no', code: 'TS1' }]],
  [
    'a thread that died before the program did is not why it ended',
    'python',
    `Traceback (most recent call last):
  File "/work/main.py", line 9, in <module>
ValueError: real
Exception ignored in: <function A.__del__ at 0x7f>
Traceback (most recent call last):
  File "/work/main.py", line 3, in __del__
TypeError: aside`,
    [{ line: 9, code: 'ValueError' }],
  ],
  [
    'an error that was never in the user’s files has no place there',
    'python',
    'Traceback (most recent call last):\n  File "/usr/lib/python3.13/x.py", line 1, in f\n  File "<string>", line 1\nE: x',
    [],
  ],
  [
    'a traceback that was cut off is no error',
    'python',
    'Traceback (most recent call last):\n  File "/work/a.py", line 1\n',
    [],
  ],
  [
    'a file named as Python’s own messages is still that file',
    'python',
    'Traceback (most recent call last):\n  File "/work/a", line 2, in b.py", line 7, in <module>\nKeyboardInterrupt',
    [{ file: 'a", line 2, in b.py', line: 7 }],
  ],
]

test.each(cases)('%s', (_what, format, text, expected) => {
  const found = readDiagnostics(text, format)
  expect(found).toHaveLength(expected.length)
  expect(found).toMatchObject(expected)
})
