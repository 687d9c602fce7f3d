import { expect, test } from 'vitest'
import { loadCatalogue } from '../../catalogue/load-catalogue.ts'
import { toCompileCommand, toRunCommand } from './command-line.ts'
import { toRefusedFlags, withoutReplaced } from './compiler-flags.ts'

const { runtimes } = await loadCatalogue()
const named = runtimes.map((runtime) => [runtime.runtime, runtime] as const)

function find(id: string) {
  const runtime = runtimes.find((one) => one.runtime === id)
  if (!runtime) throw new Error(`there is no ${id}`)
  return runtime
}

function reasonAgainst(id: string, argument: string): string | undefined {
  return toRefusedFlags(find(id)).find(({ pattern }) => new RegExp(`^(?:${pattern})$`, 's').test(argument))
    ?.reason
}

test.each(named)('%s hands every compiler argument over or refuses it', (id, runtime) => {
  const harmless = '-Dharmless=1'
  if (reasonAgainst(id, harmless) !== undefined) {
    expect(toRefusedFlags(runtime)).toEqual([
      { pattern: '.*', reason: `${runtime.name} does not accept compiler arguments here` },
    ])
    return
  }
  const invocation = { files: [runtime.file], args: [], compilerArgs: [harmless], environment: {} }
  const compile = toCompileCommand(runtime, invocation)?.argv ?? []
  expect([...compile, ...toRunCommand(runtime, invocation).argv]).toContain(harmless)
})

/** What would put the result elsewhere, or make none: seen in requests, and all lead to a run that finds nothing. */
test.each([
  ['c-gcc-14', ['-o', '-oprogram', '-c', '-S', '-E', '-shared', '-fsyntax-only', '-M']],
  ['cpp-gcc-14', ['-o', '-c', '-S', '-E', '-shared', '-fsyntax-only']],
  ['cpp-clang-19', ['-o', '-c', '-S', '-E', '-shared', '-fsyntax-only']],
  [
    'rust-1.85',
    ['-o', '--out-dir', '--out-dir=x', '--emit=llvm-ir', '--emit', '--crate-type', '--crate-type=lib'],
  ],
  ['java-25', ['-d', '--version', '-proc:only']],
  ['go-1.24', ['-o', '-o=x', '-buildmode=c-shared', '-n', '--']],
  [
    'typescript-7.0',
    ['--outDir', '--outdir', '-outFile', '--noEmit', '-p', '--project', '--watch', '--init', '--'],
  ],
  ['haskell-9.6', ['-o', '-c', '-S', '-e1', '-no-link']],
  ['csharp-mono-6.12', ['-out:x.exe', '/out:x.exe', '-t:library', '-target:module']],
  ['python-3.13', ['-c', '-m', '-mtimeit', '--version']],
  ['javascript-24', ['-e', '--eval', '-p', '--check', '--eval=1']],
  ['bash-5.2', ['-c', '-n', '-ec', '--version']],
  ['php-8.4', ['-r', '-l', '-S', '--version']],
  ['ruby-3.3', ['-e', '-c', '--version']],
  ['perl-5.40', ['-e', '-eprint', '-ne', '-c']],
  ['sqlite-3.46', ['-version', '--version', '-interactive', '--']],
  ['clojure-1.12', ['-O2', '', 'x']],
] as const)('%s refuses %j', (id, flags) => {
  expect(flags.filter((flag) => reasonAgainst(id, flag) === undefined)).toEqual([])
})

/** What people do ask for. */
test.each([
  [
    'c-gcc-14',
    ['-O2', '-std=c99', '-Wall', '-lm', '-DX=1', '-pthread', '-fsanitize=address', '-march=native', '-g'],
  ],
  [
    'cpp-gcc-14',
    ['-std=c++20', '-O3', '-Os', '-fopenmp', '-I.', '-Wno-overflow', '-fno-exceptions', '-static'],
  ],
  [
    'rust-1.85',
    ['--edition=2018', '-O', '-C', 'opt-level=3', '--cfg', 'feature="x"', '-A', 'dead_code', '--test'],
  ],
  [
    'java-25',
    ['-Xlint:all', '--release', '21', '-parameters', '--enable-preview', '-g', '-nowarn', '-cp', 'lib'],
  ],
  ['go-1.24', ['-race', '-tags', 'x', '-gcflags=-m', '-ldflags=-X main.version=1', '-v']],
  [
    'typescript-7.0',
    ['--strict', 'false', '--target', 'es2020', '--noEmitOnError', '--experimentalDecorators'],
  ],
  ['haskell-9.6', ['-O2', '-Wall', '-XLambdaCase', '-threaded', '--make', '-package', 'containers']],
  ['python-3.13', ['-O', '-OO', '-u', '-W', 'error', '-X', 'utf8', '-B', '-i', '-I']],
  [
    'javascript-24',
    ['--max-old-space-size=64', '--stack-size=4000', '--expose-gc', '-r', './a.js', '--test'],
  ],
  ['bash-5.2', ['-e', '-x', '-u', '-eux', '-o', 'pipefail', '-O', 'extglob', '--posix']],
  ['php-8.4', ['-d', 'memory_limit=64M', '-n']],
  ['ruby-3.3', ['-w', '-W0', '-rset', '-Ilib', '--yjit', '-Eutf-8']],
  ['perl-5.40', ['-w', '-T', '-Mstrict', '-Ilib', '-l', '-n', '-CS']],
  ['sqlite-3.46', ['-header', '-column', '-csv', '-json', '-separator', ',', '-nullvalue', 'NULL', '-box']],
] as const)('%s takes %j', (id, flags) => {
  expect(flags.filter((flag) => reasonAgainst(id, flag) !== undefined)).toEqual([])
})

test('of several arguments in a row all give way, and only where they stand in a row', () => {
  const flags = [{ pattern: '-x', replaces: ['-a', 'b'] }]
  expect(withoutReplaced(['cc', '-a', 'c', '-a', 'b', 'd'], flags, ['-x'])).toEqual(['cc', '-a', 'c', 'd'])
  expect(withoutReplaced(['cc', '-a', 'c'], flags, ['-x'])).toEqual(['cc', '-a', 'c'])
  expect(withoutReplaced(['cc', '-a', 'b'], flags, ['-y'])).toEqual(['cc', '-a', 'b'])
})
