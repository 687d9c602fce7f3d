/**
 * The candidate that a misspelt word most likely meant; undefined when none is near. Case, `-`, `_` and spaces do not
 * count.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const asked = bare(word)
  let best: { candidate: string; edits: number } | undefined
  for (const candidate of candidates) {
    const other = bare(candidate)
    const longest = Math.max(asked.length, other.length)
    // Two of three letters must be right, and what is much longer is no typing error.
    const allowed = Math.min(Math.floor(longest / 3), MAX_EDITS)
    if (Math.abs(asked.length - other.length) > allowed) continue
    const edits = countEdits(asked, other)
    if (edits <= allowed && edits < (best?.edits ?? Number.POSITIVE_INFINITY)) best = { candidate, edits }
  }
  return best?.candidate
}

const MAX_EDITS = 6

const bare = (word: string) => word.toLowerCase().replace(/[-_\s]/g, '')

/** Letters added, left out, changed, or swapped with their neighbour: the optimal string alignment distance. */
function countEdits(from: string, to: string): number {
  let before: number[] = []
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1]
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      current[column] = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    before = previous
    previous = current
  }
  return previous[to.length] ?? 0
}
