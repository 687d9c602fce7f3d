import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { ImageFolder } from '../../catalogue/load-catalogue.ts'
import { Manifest } from '../../domain/languages/manifest.ts'
import { toLanguagesPage } from './languages-page.ts'
import { PAGE, readLanguagesPage } from './read-page.ts'

test('the page in the repository is what the manifests say; if not, run write-page.ts', async () => {
  expect(await readFile(PAGE, 'utf8')).toBe(await readLanguagesPage())
})

function manifest(runtime: string, own: object = {}) {
  const [language = ''] = runtime.split('-')
  return Manifest.parse({
    language,
    name: language.toUpperCase(),
    runtime,
    measure: { command: ['true'], pattern: '(.*)' },
    file: `main.${language}`,
    extensions: ['.x'],
    run: { command: ['true'] },
    ...own,
  })
}

const folders: ImageFolder[] = [
  { image: 'parent', path: '', build: { default: false, context: [] }, manifests: [] },
  {
    image: 'core',
    path: '',
    build: { default: true, context: [] },
    manifests: [manifest('c-14', { aliases: ['gcc'] })],
  },
  {
    image: 'more',
    path: '',
    build: { default: false, context: [] },
    manifests: [
      manifest('c-clang-19', { alternative: true, aliases: ['clang'] }),
      manifest('bf-1', { conformance: { arguments: { skip: 'It has none.' } } }),
    ],
  },
]

function page(template: string) {
  return toLanguagesPage({ template, folders, cases: [{ name: 'hello', guarantee: 'prints a line' }] })
}

test('runtimes and languages are counted, and images that only others are made from are not', () => {
  expect(page('{{counts}}')).toBe('Runhive knows 3 runtimes in 2 languages.')
  expect(page('{{images}}').split('\n').slice(2)).toEqual([
    '| `core` | 1: C | always |',
    '| `more` | 2: C, BF | on demand |',
  ])
})

test('a row names what means the language, and beside an alternative what means only that', () => {
  expect(page('{{languages}}').split('\n').slice(2)).toEqual([
    '| BF | `bf` | `bf-1` | `main.bf` | more |',
    '| C | `c`, `gcc` | `c-14`, `c-clang-19` (`clang`) | `main.c` | core, more |',
  ])
})

test('what a runtime cannot do is told with its reason', () => {
  expect(page('{{notes}}')).toBe('- `bf-1`, no `arguments`: It has none.')
})

test('a part nobody makes is an error, not a hole in the page', () => {
  expect(() => page('{{absent}}')).toThrow('absent')
})
