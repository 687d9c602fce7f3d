import { expect, test } from 'vitest'
import type { Recipe } from './recipe.ts'
import { selectImages } from './select-images.ts'

function image(
  name: string,
  runtimes: readonly [runtime: string, ...aliases: string[]][],
  byDefault = false,
) {
  const manifests = runtimes.map(([runtime, ...aliases]) => ({
    runtime,
    language: runtime.split('-')[0],
    aliases,
  })) as unknown as Recipe['manifests']
  return { image: name, manifests, byDefault }
}

const recipes = [
  image('cell-init', [], true),
  image('core', [['python-3.13', 'py'], ['c-14']], true),
  image('old', [['python-3.11', 'py'], ['c-12']]),
  image('functional', [['haskell-9.6', 'ghc'], ['ocaml-5.3']]),
]

test('without a word it is what is built by default, and with --all everything', () => {
  expect(selectImages(recipes, {})).toEqual(['cell-init', 'core'])
  expect(selectImages(recipes, { names: [] })).toEqual(['cell-init', 'core'])
  expect(selectImages(recipes, { all: true })).toEqual(['cell-init', 'core', 'old', 'functional'])
})

test('what was built on demand before is kept up to date, because an executor offers it', () => {
  expect(selectImages(recipes, { here: new Set(['old', 'core']) })).toEqual(['cell-init', 'core', 'old'])
  expect(selectImages(recipes, { names: ['haskell'], here: new Set(['old']) })).toEqual(['functional'])
})

test.each([
  ['the name of an image is that image', ['old'], ['old']],
  ['a base is an image too', ['base-bookworm'], ['base-bookworm']],
  ['a language is every image that holds a version of it', ['python'], ['core', 'old']],
  ['an alias is its language', ['ghc'], ['functional']],
  ['a runtime id is the image that holds it', ['c-12'], ['old']],
  ['upper case is the same word', ['Haskell'], ['functional']],
  ['two languages of one image are one image', ['haskell', 'ocaml'], ['functional']],
])('%s', (_guarantee, names, images) => {
  expect(selectImages(recipes, { names })).toEqual(images)
})

test('a word that nothing goes by is refused, and the images are named', () => {
  expect(() => selectImages(recipes, { names: ['haskel'] })).toThrow(
    '"haskel" is neither an image nor a language; the images are base, base-bookworm, cell-init, core, functional, old',
  )
})
