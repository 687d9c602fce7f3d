import { dirname } from 'node:path'

type Graph = ReadonlyMap<string, ReadonlyArray<string>>

/**
 * One shortest cycle for each group of nodes that lead to one another, from its first node and back to it; none is
 * good.
 */
export function findCycles(graph: Graph): string[][] {
  return findGroups(graph).map((group) => shortestCycle(graph, group))
}

/** The strongly connected components that hold a cycle (Tarjan). */
function findGroups(graph: Graph): string[][] {
  const groups: string[][] = []
  const order = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const open = new Set<string>()

  const visit = (node: string): number => {
    const own = order.size
    order.set(node, own)
    let least = own
    stack.push(node)
    open.add(node)
    for (const next of graph.get(node) ?? []) {
      if (!order.has(next)) least = Math.min(least, visit(next))
      else if (open.has(next)) least = Math.min(least, low.get(next) ?? order.get(next) ?? own)
    }
    low.set(node, least)
    if (least < own) return least
    const group = stack.splice(stack.indexOf(node))
    for (const member of group) open.delete(member)
    if (group.length > 1 || graph.get(node)?.includes(node)) groups.push(group.toSorted())
    return least
  }
  for (const node of graph.keys()) if (!order.has(node)) visit(node)
  return groups
}

function shortestCycle(graph: Graph, group: ReadonlyArray<string>): string[] {
  const members = new Set(group)
  const cycles = group.map((start) => pathBack(graph, start, members))
  return cycles.reduce((best, cycle) => (cycle.length < best.length ? cycle : best))
}

/** Breadth first, from a node back to it. Every member of a group has such a path. */
function pathBack(graph: Graph, start: string, members: ReadonlySet<string>): string[] {
  const paths = [[start]]
  const seen = new Set<string>()
  for (const path of paths) {
    for (const next of graph.get(path.at(-1) ?? start) ?? []) {
      if (next === start) return [...path, start]
      if (!members.has(next) || seen.has(next)) continue
      seen.add(next)
      paths.push([...path, next])
    }
  }
  throw new Error(`${start} is in no cycle`)
}

/** Two folders that import each other, and one import in each direction. */
export interface MutualFolders {
  readonly folders: readonly [string, string]
  readonly imports: readonly [string, string]
}

/**
 * Pairs of folders within one package that import each other both ways. Of two files, the folders are where their paths
 * part; a folder and one inside it are no pair.
 */
export function findMutualFolders(graph: Graph): MutualFolders[] {
  const ways = new Map<string, string>()
  for (const [file, targets] of graph) {
    for (const target of targets) {
      const parted = partFolders(file, target)
      if (parted) ways.set(parted.join(' '), `${file} → ${target}`)
    }
  }
  return [...ways].flatMap(([way, there]) => {
    const [from = '', to = ''] = way.split(' ')
    const back = ways.get(`${to} ${from}`)
    return back === undefined || from > to ? [] : [{ folders: [from, to], imports: [there, back] } as const]
  })
}

function partFolders(file: string, target: string): [string, string] | undefined {
  const [from, to] = [dirname(file).split('/'), dirname(target).split('/')]
  const at = from.findIndex((part, index) => part !== to[index])
  // Packages are two folders deep.
  if (at < 2 || at >= to.length) return undefined
  return [from.slice(0, at + 1).join('/'), to.slice(0, at + 1).join('/')]
}
