import { expect, test } from 'vitest'
import { Manifest, toSeries } from './manifest.ts'

const python = {
  language: 'python',
  name: 'Python',
  runtime: 'python-3.13',
  measure: { command: ['python3', '--version'], pattern: 'Python (\\S+)' },
  file: 'main.py',
  extensions: ['.py'],
  run: { command: ['python3', '{file}'] },
}

test('the smallest manifest needs no compile phase, aliases, environment or limits', () => {
  expect(Manifest.parse(python)).toMatchObject({
    aliases: [],
    environment: {},
    run: { limits: {} },
    conformance: {},
  })
})

const refused: [string, object][] = [
  ['a field nobody knows is refused, because a misspelt one would be silently ignored', { enviroment: {} }],
  ['a runtime id of another language is refused', { runtime: 'pypy-3.11' }],
  ['a runtime id without a version is refused', { runtime: 'python-latest' }],
  ['an empty command is refused', { run: { command: [] } }],
  ['a placeholder nobody knows is refused', { run: { command: ['python3', '{main}'] } }],
  [
    'a list placeholder inside an argument is refused, because it cannot become many',
    { run: { command: ['x={files}'] } },
  ],
  ['program arguments in the compile phase are refused', { compile: { command: ['cc', '{args}'] } }],
  [
    'the memory limit of the run in the compile phase is refused',
    { compile: { command: ['cc', '-m={memoryMiB}'] } },
  ],
  [
    'running out of memory without a word about it is refused',
    { run: { command: ['x'], outOfMemory: { exitCode: 3, writes: [] } } },
  ],
  [
    'a format of diagnostics nobody reads is refused, because its complaints would silently go unlisted',
    { run: { command: ['python3'], diagnostics: 'pyhton' } },
  ],
  ['an extension without its dot is refused', { extensions: ['py'] }],
  [
    'a case that is both skipped and expected is refused',
    { conformance: { stdin: { skip: 'It has no input.', contains: 'x' } } },
  ],
  ['a case skipped without a reason is refused', { conformance: { stdin: { skip: '' } } }],
  ['a floor of nothing is refused', { run: { command: ['x'], limits: { memoryBytes: { min: 0 } } } }],
  ['a version pattern without a group is refused', { measure: { command: ['x'], pattern: '\\d+' } }],
  [
    'a version pattern that is no regular expression is refused',
    { measure: { command: ['x'], pattern: '(' } },
  ],
]
test.each(refused)('%s', (_guarantee, change) => {
  expect(Manifest.safeParse({ ...python, ...change }).success).toBe(false)
})

test.each([
  ['python-3.13', '3.13'],
  ['c-gcc-14', '14'],
  ['java-25', '25'],
])('the version series of %s is %s', (runtime, series) => {
  expect(toSeries(runtime)).toBe(series)
})
