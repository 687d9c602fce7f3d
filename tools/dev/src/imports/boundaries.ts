import type { ImportGraph, Package } from './import-graph.ts'

/**
 * What packages with a tag may import, besides themselves; the tags are in each package.json, and `nx graph` shows
 * them. Every line that names a tag of a package holds for it. Tests may import tools, too.
 */
export const CONSTRAINTS: ReadonlyArray<{ readonly tag: string; readonly mayImport: ReadonlyArray<string> }> =
  [
    { tag: 'type:contracts', mayImport: [] },
    { tag: 'lib:process', mayImport: [] },
    { tag: 'lib:mesh', mayImport: ['type:contracts'] },
    { tag: 'lib:postgres', mayImport: ['type:contracts', 'lib:process'] },
    // Types only: what the client can call is the gateway's router.
    { tag: 'lib:client', mayImport: ['scope:gateway'] },
    // Services meet on the mesh, by contracts.
    { tag: 'type:service', mayImport: ['type:contracts', 'type:lib'] },
    { tag: 'type:app', mayImport: ['lib:client'] },
    { tag: 'type:tool', mayImport: ['type:contracts', 'type:lib', 'type:service', 'type:tool'] },
  ]

/** Each import that crosses a boundary, one sentence each; none is good. */
export function findCrossings(graph: ImportGraph, packages: ReadonlyArray<Package>): string[] {
  return [...graph].flatMap(([file, targets]) =>
    targets.flatMap((target) => {
      const why = whyNot(file, target, packages)
      return why === undefined ? [] : [`${file} imports ${target}: ${why}`]
    }),
  )
}

function whyNot(file: string, target: string, packages: ReadonlyArray<Package>): string | undefined {
  const [from, to] = [packageOf(file, packages), packageOf(target, packages)]
  const isTool = from.tags.includes('type:tool')
  const isProduct = !isTool && !isTest(file) && !isBesideProduct(file)
  if (isProduct && isBesideProduct(target)) return 'the product may not import what only tests need'
  if (from === to || (!isProduct && to.tags.includes('type:tool'))) return undefined
  const broken = CONSTRAINTS.find(
    ({ tag, mayImport }) => from.tags.includes(tag) && !to.tags.some((own) => mayImport.includes(own)),
  )
  return broken && `${broken.tag} may import ${broken.mayImport.join(', ') || 'no other package'}`
}

function packageOf(file: string, packages: ReadonlyArray<Package>): Package {
  const found = packages.find(({ folder }) => file.startsWith(`${folder}/`))
  if (found === undefined) throw new Error(`${file} is in no package`)
  return found
}

const isTest = (file: string) => /\.test(-d)?\.tsx?$/.test(file)

/** A test may look into other folders of its package than what it tests. */
export const withoutTests = (graph: ImportGraph): ImportGraph =>
  new Map([...graph].filter(([file]) => !isTest(file)))

/** Rooms of a package that are no part of what runs in production: helpers and suites of tests, and measurements. */
const BESIDE_PRODUCT = /\/(testing|hostile|journeys|measure|research)\/|\/testing[\w-]*\.tsx?$/

const isBesideProduct = (file: string) => BESIDE_PRODUCT.test(file)

/** Packages and what they depend on, by folder: what they declare, and what they import. */
export function toProjectGraph(
  graph: ImportGraph,
  packages: ReadonlyArray<Package>,
): Map<string, ReadonlyArray<string>> {
  const folders = new Map(packages.map(({ name, folder }) => [name, folder]))
  return new Map(
    packages.map(({ folder, dependencies }) => {
      const declared = dependencies.flatMap((name) => folders.get(name) ?? [])
      const imported = [...graph]
        .filter(([file]) => file.startsWith(`${folder}/`))
        .flatMap(([, targets]) => targets.map((target) => packageOf(target, packages).folder))
      return [folder, [...new Set([...declared, ...imported])].filter((other) => other !== folder)]
    }),
  )
}
