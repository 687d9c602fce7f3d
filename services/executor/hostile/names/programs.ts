import { type Hostile, MIB } from '../description/program.ts'

const said = { status: 'succeeded', stdout: 'hello\n', phase: { stderr: '' } } as const
const named = (file: string, ...names: readonly string[]): readonly Hostile[] =>
  names.map((as) => ({ file, as, trying: `called ${JSON.stringify(as.slice(0, 20))}`, ...said }))
const beside = (...names: readonly string[]) =>
  names.map((name) => ({ name, content: 'no program', encoding: 'utf8' as const }))
/** What comes back of an empty file. */
const empty = (name: string) => ({ name, size: 0 })

/** Names that are options, commands, patterns or addresses somewhere on their way: a program runs under any name. */
const called: readonly Hostile[] = [
  ...named(
    'hello.c',
    '-o.c',
    '@list.c',
    '-wrapper,sh.c',
    '$(id).c',
    '*.c',
    'a b\u202e.c',
    `${'x'.repeat(253)}.c`,
  ),
  ...named('hello.py', '-c', '-', '@a', 'http:x', `${'d/'.repeat(127)}f`),
  ...named('hello.sh', '-c', '--', '+x', '`id`', "it's"),
  ...named('hello.js', '-e', '--inspect-brk', 'node:fs'),
  ...named('hello.sql', '|id', '-init', '".sql', '.quit'),
  ...named('hello.php', '-r', 'data:,<?=1', 'php:stdin'),
  ...named('hello.rb', '|id', '-e'),
  ...named('hello.go', '-o.go', '$(id).go'),
]

/**
 * Names that try to be something else than the name of a file, for a compiler, for a cell, or for the reader of the
 * results.
 */
export const names: readonly Hostile[] = [
  ...called,
  { file: 'hello.rs', as: '-o.rs', status: 'compile_failed', exitCode: 1, stderr: 'crate name' },
  {
    file: 'hello.py',
    as: 'é'.repeat(255),
    trying: 'called more bytes than a name may have',
    status: 'failed',
    isPhaseless: true,
    result: { message: 'a file could not be written: cannot replace a file (ENAMETOOLONG)' },
  },
  {
    file: 'lists.py',
    trying: 'twins that only bytes tell apart',
    beside: beside('e\u0301', '\u00e9', 'MAIN.PY', 'Main.py', 'main.py '),
    status: 'succeeded',
    stdout: "['MAIN.PY', 'Main.py', 'e\u0301', 'main.py', 'main.py ', '\u00e9']\n",
  },
  {
    file: 'hello.c',
    trying: 'beside something in the place of the result',
    beside: beside('a.out'),
    ...said,
  },
  {
    file: 'hello.c',
    trying: 'beside a folder in the place of the result',
    beside: beside('a.out/x'),
    status: 'compile_failed',
    exitCode: 1,
    stderr: 'Is a directory',
  },
  {
    file: 'makes-names.py',
    request: { collect: ['out/*'] },
    status: 'succeeded',
    result: {
      // In the order of their bytes; the two that are no text are only counted.
      files: [
        '\x1b[2J',
        ' ',
        '$(id)',
        '%00',
        '*',
        '-rf',
        '...',
        'CON',
        'a\nb',
        'a\\b',
        'nul.',
        'tab\t',
        'x'.repeat(255),
        '\u202etxt.exe',
      ].map((name) => empty(`out/${name}`)),
      filesSkipped: 2,
    },
  },
  {
    file: 'deep-names.py',
    request: { collect: ['**'] },
    status: 'succeeded',
    result: {
      files: [3, 2, 1]
        .map((depth) => empty(`${`${'d'.repeat(255)}/`.repeat(depth)}f`))
        .concat({ name: 'main.py', size: 196 }),
      filesSkipped: 1,
    },
  },
  {
    file: 'reads-input.py',
    trying: 'as much input as there is room for',
    request: { stdin: 'x'.repeat(MIB) },
    status: 'succeeded',
    stdout: `${MIB}\n`,
  },
  {
    file: 'reads-input.py',
    trying: 'more arguments than a program takes',
    request: { args: Array.from({ length: 256 }, () => 'x'.repeat(4096)) },
    status: 'failed',
    isPhaseless: true,
    result: {
      message: 'the arguments and environment together are too large for a cell',
    },
  },
  {
    file: 'hello.py',
    trying: 'without a path',
    request: { env: { PATH: '/nowhere' } },
    status: 'failed',
    exitCode: 127,
  },
  {
    file: 'hello.sh',
    trying: 'with a library that is not one',
    request: { env: { LD_PRELOAD: '/work/main.sh', BASH_ENV: '/dev/zero-not', IFS: 'e', PS4: '$(id)' } },
    status: 'succeeded',
    stdout: 'hello\n',
  },
]
