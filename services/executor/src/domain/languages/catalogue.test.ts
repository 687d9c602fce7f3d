import { expect, test } from 'vitest'
import { createCatalogue, findRuntime, withMeasuredVersions } from './catalogue.ts'
import { Manifest } from './manifest.ts'

function entry(
  language: string,
  series: string,
  aliases: string[] = [],
  { image = 'core', alternative = false } = {},
) {
  const manifest = Manifest.parse({
    alternative,
    language,
    name: language,
    aliases,
    runtime: `${language}-${series}`,
    measure: { command: ['true'], pattern: '(.*)' },
    file: 'main',
    extensions: ['.x'],
    run: { command: ['true'] },
  })
  return { image, manifest }
}

const catalogue = createCatalogue([
  entry('python', '3.9', ['py'], { image: 'old' }),
  entry('python', '3.13', ['py']),
  entry('javascript', '24', ['js', 'node']),
  entry('cpp', '14', ['c++']),
  entry('cpp', 'clang-19', ['clang++'], { alternative: true }),
])

test.each([
  ['a language picks its newest version, by number and not by letter', 'python', undefined, 'python-3.13'],
  ['an alias is the language', 'py', undefined, 'python-3.13'],
  ['a runtime id is that runtime', 'python-3.9', undefined, 'python-3.9'],
  ['upper case is the same name', 'C++', undefined, 'cpp-14'],
  ['a version picks among the versions of a language', 'python', '3.9', 'python-3.9'],
  ['a short version picks the newest that begins with it', 'python', '3', 'python-3.13'],
  ['a runtime id and a fitting version agree', 'python-3.13', '3', 'python-3.13'],
  ['half a number is no version: 3.1 is not 3.13', 'python', '3.1', undefined],
  ['the plain name does not mean an alternative, however new', 'c++', undefined, 'cpp-14'],
  ['an alternative is found by its version', 'cpp', '19', 'cpp-clang-19'],
  ['an alternative is found by its own alias', 'clang++', undefined, 'cpp-clang-19'],
  ['a version nobody has finds nothing', 'python', '2', undefined],
  ['a runtime id and another version contradict each other', 'python-3.13', '3.9', undefined],
  ['a name nobody has finds nothing', 'cobol', undefined, undefined],
  ['no name is not a name', '', undefined, undefined],
  ['names of things all objects have find nothing', 'constructor', undefined, undefined],
])('%s', (_guarantee, language, version, runtime) => {
  expect(findRuntime(catalogue, { language, version })?.runtime).toBe(runtime)
})

test('two languages cannot claim one name', () => {
  expect(() => createCatalogue([entry('javascript', '24', ['js']), entry('jscript', '5', ['js'])])).toThrow(
    '"js"',
  )
})

test('a runtime cannot be described twice', () => {
  expect(() =>
    createCatalogue([entry('python', '3.13'), entry('python', '3.13', [], { image: 'old' })]),
  ).toThrow('python-3.13')
})

test('measured versions replace claimed ones, and runtimes of images that are not here are gone', () => {
  const measured = withMeasuredVersions(
    catalogue,
    new Map([['core', { 'python-3.13': '3.13.5', 'cpp-14': '14.2.0' }]]),
  )
  expect(measured.images).toEqual(['core'])
  expect(measured.runtimes.map(({ runtime, version }) => [runtime, version])).toEqual([
    ['cpp-14', '14.2.0'],
    ['python-3.13', '3.13.5'],
  ])
  expect(findRuntime(measured, { language: 'python', version: '3.13.5' })?.runtime).toBe('python-3.13')
})
