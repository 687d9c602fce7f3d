import { expect, test } from 'vitest'
import { RUNTIMES } from '../testing/catalogue.ts'
import { findRuntime, isKnownLanguage } from './runtime.ts'

const version = (id: string, version: string) =>
  ({ ...RUNTIMES[0], id, version }) as (typeof RUNTIMES)[number]

test.each([
  ['python', undefined, 'python-3.13'],
  ['python3', undefined, 'python-3.13'],
  ['Python', '3', 'python-3.13'],
  ['python', '3.9', 'python-3.9'],
  ['python', '3.9.2', 'python-3.9'],
  ['python-3.9', undefined, 'python-3.9'],
  ['python-3.9', '3.9', 'python-3.9'],
])('%s %s means %s', (language, version, id) => {
  expect(findRuntime(RUNTIMES, { language, version })?.id).toBe(id)
})

test.each([
  ['python', '3.1'],
  ['python', '3.'],
  ['python', '13'],
  ['python-3.9', '3.13'],
  ['pytho', undefined],
  ['', undefined],
])('%s %s means nothing', (language, version) => {
  expect(findRuntime(RUNTIMES, { language, version })).toBeUndefined()
})

test('versions are compared as numbers, not as text, whatever order they come in', () => {
  const runtimes = [version('a', '3.9.2'), version('c', '3.13.5'), version('b', '3.2')]
  expect(findRuntime(runtimes, { language: 'python' })?.id).toBe('c')
  expect(findRuntime(runtimes.toReversed(), { language: 'python' })?.id).toBe('c')
})

test('an alternative implementation is never what the plain name means, and is found by its id and its version', () => {
  const runtimes = [
    { ...version('c-clang-19', '19.1.7'), language: 'c', alternative: true },
    ...RUNTIMES,
  ] as const
  expect(findRuntime(runtimes, { language: 'c' })?.id).toBe('c-gcc-12')
  expect(findRuntime(runtimes, { language: 'c', version: '19' })?.id).toBe('c-clang-19')
  expect(findRuntime(runtimes, { language: 'c-clang-19' })?.id).toBe('c-clang-19')
})

test('a language is known by any of its names, whatever the version', () => {
  expect(isKnownLanguage(RUNTIMES, 'PY')).toBe(true)
  expect(isKnownLanguage(RUNTIMES, 'cobol')).toBe(false)
})
