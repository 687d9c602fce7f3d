import { expect, test } from 'vitest'
import { digestRecipe, findParents, inOrder, type Recipe, withParents } from './recipe.ts'

function recipe(image: string, parents: string[]): Recipe {
  return { image, parents, context: [], locks: [], byDefault: true, manifests: [] }
}

test('parents are found wherever a Dockerfile names them, and not in paths, comments or other names', () => {
  const dockerfile = `
# FROM runhive/comment
ARG BASE=runhive/base
FROM \${BASE} AS build
RUN mkdir -p /usr/lib/runhive/java
FROM registry.example/runhive/elsewhere AS other
COPY --from=runhive/cell-init /cell-init /cell-init`
  expect(findParents(dockerfile)).toEqual(['base', 'cell-init'])
})

test('an image is made after the images it is made from', () => {
  const ordered = inOrder([
    recipe('app', ['core']),
    recipe('core', ['base', 'cell-init']),
    recipe('cell-init', ['base']),
  ])
  expect(ordered.map(({ image }) => image)).toEqual(['cell-init', 'core', 'app'])
})

test('images made from each other are an error, not an endless build', () => {
  expect(() => inOrder([recipe('a', ['b']), recipe('b', ['a'])])).toThrow('a, b')
})

test('asking for one image brings what it is made from, and nothing else', () => {
  const all = [recipe('cell-init', ['base']), recipe('core', ['cell-init']), recipe('old', ['base'])]
  expect(withParents(all, ['core']).map(({ image }) => image)).toEqual(['cell-init', 'core'])
})

test('asking for an image nobody has names those there are', () => {
  expect(() => withParents([recipe('core', [])], ['cor'])).toThrow('unknown image "cor"; available: core')
})

test('the digest changes with the image it is made from, and with how versions are measured', async () => {
  const core = recipe('core', ['base'])
  const manifest = {
    runtime: 'python-3.13',
    measure: { command: ['python3'], pattern: '(.*)' },
  } as Recipe['manifests'][0]
  const digests = await Promise.all([
    digestRecipe(core, new Map([['base', 'sha256:1']])),
    digestRecipe(core, new Map([['base', 'sha256:2']])),
    digestRecipe({ ...core, manifests: [manifest] }, new Map([['base', 'sha256:1']])),
  ])
  expect(new Set(digests).size).toBe(3)
})
