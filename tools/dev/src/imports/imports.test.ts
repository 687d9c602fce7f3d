import { expect, test } from 'vitest'
import { CONSTRAINTS, findCrossings, toProjectGraph, withoutTests } from './boundaries.ts'
import { findCycles, findMutualFolders } from './cycles.ts'
import { type Package, readImports, readPackages, specifiersIn } from './import-graph.ts'

const packages = readPackages()
const graph = readImports()

test('no file leads back to itself by its imports, those of types included', () => {
  expect(graph.size).toBeGreaterThan(1_000)
  expect(findCycles(graph)).toEqual([])
})

test('no package depends on itself through others', () => {
  expect(findCycles(toProjectGraph(graph, packages))).toEqual([])
})

test('no two folders of a package import each other', () => {
  expect(findMutualFolders(withoutTests(graph))).toEqual([])
})

test('no package is without a tag that says what it may import', () => {
  const known = CONSTRAINTS.map(({ tag }) => tag)
  expect(packages.length).toBeGreaterThan(20)
  expect(packages.filter(({ tags }) => !tags.some((tag) => known.includes(tag)))).toEqual([])
})

test('every package imports only what its tags allow, and the product nothing that only tests need', () => {
  expect(findCrossings(graph, packages)).toEqual([])
})

test('every way to name another file is an import', () => {
  const text = `
    import a, { type B } from './import.ts'
    import type { C } from './import-type.ts'
    import './effect.ts'
    export * from './export-all.ts'
    export type { D } from './export-type.ts'
    export const e = async () => import('./later.ts')
    export type F = import('./type-of.ts').F
    // import './comment.ts'
    export const text = "import './string.ts'"
  `
  expect(specifiersIn('a.ts', text)).toEqual([
    './import.ts',
    './import-type.ts',
    './effect.ts',
    './export-all.ts',
    './export-type.ts',
    './later.ts',
    './type-of.ts',
  ])
})

test('a cycle is shown by its shortest way, one for each group of files', () => {
  const cycles = findCycles(
    new Map([
      ['a', ['b', 'd']],
      ['b', ['c']],
      ['c', ['a', 'd']],
      ['d', ['c', 'e']],
      ['e', ['f']],
      ['f', []],
      ['g', ['g']],
    ]),
  )
  expect(cycles).toEqual([
    ['c', 'd', 'c'],
    ['g', 'g'],
  ])
})

test('folders that import each other are a pair; a folder and one inside it are none', () => {
  const pairs = findMutualFolders(
    new Map([
      ['libs/x/src/a/one.ts', ['libs/x/src/b/deep/two.ts', 'libs/x/src/a/inner/three.ts']],
      ['libs/x/src/b/four.ts', ['libs/x/src/a/one.ts', 'libs/x/src/c/five.ts']],
      ['libs/x/src/a/inner/three.ts', ['libs/x/src/a/one.ts']],
    ]),
  )
  expect(pairs.map(({ folders }) => folders)).toEqual([['libs/x/src/a', 'libs/x/src/b']])
})

const tagged = (folder: string, ...tags: string[]): Package => {
  return { folder, name: folder, tags, exports: {}, dependencies: [] }
}
const some = [
  tagged('libs/contracts', 'type:contracts'),
  tagged('libs/mesh', 'type:lib', 'lib:mesh'),
  tagged('libs/process', 'type:lib', 'lib:process'),
  tagged('services/auth', 'type:service', 'scope:auth'),
  tagged('services/gateway', 'type:service', 'scope:gateway'),
  tagged('tools/stack', 'type:tool'),
]

test.each([
  ['services/auth/src/service.ts', 'services/gateway/src/errors/public-error.ts'],
  ['services/auth/src/service.test.ts', 'services/gateway/src/testing/people.ts'],
  ['libs/mesh/src/mesh.ts', 'services/auth/src/keys/key-verifier.ts'],
  ['libs/mesh/src/mesh.ts', 'libs/process/src/log.ts'],
  ['libs/contracts/src/auth.ts', 'libs/mesh/src/mesh.ts'],
  ['services/auth/src/service.ts', 'tools/stack/src/stack.ts'],
  ['services/auth/src/service.ts', 'services/auth/src/testing/world.ts'],
  ['services/auth/src/service.ts', 'libs/mesh/testing/nats-server.ts'],
])('%s may not import %s', (file, target) => {
  expect(findCrossings(new Map([[file, [target]]]), some)).toHaveLength(1)
})

test.each([
  ['services/auth/src/service.ts', 'libs/mesh/src/mesh.ts'],
  ['services/auth/src/service.test.ts', 'libs/mesh/testing/nats-server.ts'],
  ['services/auth/src/testing/world.ts', 'tools/stack/src/stack.ts'],
  ['tools/stack/src/stack.ts', 'services/auth/src/config.ts'],
  ['tools/stack/src/stack.ts', 'libs/mesh/testing/nats-server.ts'],
])('%s may import %s', (file, target) => {
  expect(findCrossings(new Map([[file, [target]]]), some)).toEqual([])
})
