import { findCrossings, toProjectGraph, withoutTests } from '../imports/boundaries.ts'
import { findCycles, findMutualFolders } from '../imports/cycles.ts'
import { readImports, readPackages } from '../imports/import-graph.ts'

/** Fails when there is a cycle, an import across a boundary, or a pair of folders that import each other. */
export async function run(): Promise<number> {
  const packages = readPackages()
  const graph = readImports()
  const cycles = findCycles(graph).map(toLine)
  const projects = findCycles(toProjectGraph(graph, packages)).map(toLine)
  const crossings = findCrossings(graph, packages)
  const mutual = findMutualFolders(withoutTests(graph)).map(
    ({ folders, imports }) => `${folders.join(' ⇄ ')}\n    ${imports.join('\n    ')}`,
  )
  show('import cycles, types included', cycles)
  show('cycles of packages', projects)
  show('imports across boundaries', crossings)
  show('pairs of folders in one package that import each other', mutual)
  return cycles.length + projects.length + crossings.length + mutual.length === 0 ? 0 : 1
}

const toLine = (cycle: ReadonlyArray<string>) => cycle.join(' → ')

function show(what: string, found: ReadonlyArray<string>): void {
  process.stdout.write([`${what}: ${found.length}`, ...found.map((line) => `  ${line}`), ''].join('\n'))
}
