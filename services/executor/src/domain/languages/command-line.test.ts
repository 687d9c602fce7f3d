import { expect, test } from 'vitest'
import { type Invocation, toCompileCommand, toRunCommand } from './command-line.ts'

function manifest(command: string[], compile?: string[]) {
  return {
    extensions: ['.c', '.cc'],
    flags: [{ pattern: '--std(=.*)?', replaces: ['--std', 'new'] }],
    environment: { MODE: 'manifest', OWN: '1' },
    run: { command, limits: {} },
    ...(compile && { compile: { command: compile, limits: {} } }),
  }
}

function invocation(change: Partial<Invocation> = {}): Invocation {
  return { files: ['main.c'], args: [], compilerArgs: [], environment: {}, ...change }
}

test('a language without a compile phase has nothing to compile with', () => {
  expect(toCompileCommand(manifest(['sh', '{file}']), invocation())).toBeUndefined()
})

test('the compiler gets the main file first, then the other sources, and no headers or data', () => {
  const files = ['main.txt', 'z.h', 'b.cc', 'a/x.c', 'input.csv']
  const compile = toCompileCommand(
    manifest(['./a.out'], ['cc', '{compilerArgs}', '{files}', '-lm']),
    invocation({ files }),
  )
  expect(compile?.argv).toEqual(['cc', 'main.txt', 'b.cc', 'a/x.c', '-lm'])
})

test('compiler arguments go where the manifest says, each as it is', () => {
  const compilerArgs = ['-O2', '-DX={file} {files}', '{args}']
  const compile = toCompileCommand(
    manifest(['x'], ['cc', '{compilerArgs}', '{file}']),
    invocation({ compilerArgs }),
  )
  expect(compile?.argv).toEqual(['cc', '-O2', '-DX={file} {files}', '{args}', 'main.c'])
})

test.each([
  [['--std=old'], ['cc', '-g', '--std=old', 'main.c']],
  [
    ['--std', 'old'],
    ['cc', '-g', '--std', 'old', 'main.c'],
  ],
  [['--std-of'], ['cc', '--std', 'new', '-g', '--std-of', 'main.c']],
])('a default gives way to the same flag of the caller: %j', (compilerArgs, argv) => {
  const compile = ['cc', '--std', 'new', '-g', '{compilerArgs}', '{file}']
  expect(toCompileCommand(manifest(['x'], compile), invocation({ compilerArgs }))?.argv).toEqual(argv)
})

test('program arguments come last, each as it is, even when they look like placeholders or options', () => {
  const args = ['a b', '{file}', '-x', '']
  expect(toRunCommand(manifest(['run', '{file}']), invocation({ args })).argv).toEqual([
    'run',
    'main.c',
    ...args,
  ])
})

test('program arguments go where the manifest places them', () => {
  expect(toRunCommand(manifest(['run', '{args}', 'end']), invocation({ args: ['1', '2'] })).argv).toEqual([
    'run',
    '1',
    '2',
    'end',
  ])
})

test.each([
  ['Main.java', 'Main'],
  ['com/example/Main.java', 'com/example/Main'],
  ['a.b/main', 'a.b/main'],
  ['.hidden', '.hidden'],
  ['main.tar.gz', 'main.tar'],
])('the name of %s is %s', (file, name) => {
  expect(toRunCommand(manifest(['run', '{name}']), invocation({ files: [file] })).argv).toEqual(['run', name])
})

test('a file whose name looks like an option, a response file or a command is handed over as a file', () => {
  const files = ['-o.c', '@list.c', '+x.c', '|id.c']
  expect(toCompileCommand(manifest(['x'], ['cc', '{files}']), invocation({ files }))?.argv).toEqual([
    'cc',
    './-o.c',
    './@list.c',
    './+x.c',
    './|id.c',
  ])
})

test('a heap can be told the memory limit, in whole MiB', () => {
  const command = ['node', '--max-old-space-size={memoryMiB}', '{file}']
  const run = toRunCommand(manifest(command), invocation({ memoryBytes: 128 * 2 ** 20 + 5 }))
  expect(run.argv).toEqual(['node', '--max-old-space-size=128', 'main.c'])
})

test('a dollar sign in a file name is only a dollar sign', () => {
  expect(toRunCommand(manifest(['run', 'x={file}']), invocation({ files: ["$&$'.c"] })).argv).toEqual([
    'run',
    "x=$&$'.c",
  ])
})

test("the caller's variables win over the manifest's", () => {
  const { environment } = toRunCommand(
    manifest(['run']),
    invocation({ environment: { MODE: 'caller', MORE: '2' } }),
  )
  expect(environment).toEqual({ MODE: 'caller', OWN: '1', MORE: '2' })
})
