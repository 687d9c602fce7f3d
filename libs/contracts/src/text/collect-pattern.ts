/** What the patterns of a request may stand for together, once their braces are written out. */
export const MAX_WRITTEN_PATTERNS = 64

/** A pattern that can never match, and why, as the rest of a sentence that begins with its name. */
export class PatternFault extends Error {
  override readonly name = 'PatternFault'
}

/**
 * The patterns that cell init knows for one that people write: braces are written out, `./` and doubled slashes are
 * dropped, and a folder, by its name or with a slash at the end, is all that is in it. Throws {@link PatternFault}.
 */
export function writeOutPattern(pattern: string): string[] {
  return writeOutBraces(pattern).flatMap(toPlain)
}

function writeOutBraces(pattern: string): string[] {
  const written: string[] = []
  const waiting = [pattern]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const choices = writeOutFirst(next)
    if (choices === undefined) written.push(next)
    else waiting.push(...choices.reverse())
    if (written.length + waiting.length > MAX_WRITTEN_PATTERNS)
      throw new PatternFault(`must not expand to more than ${MAX_WRITTEN_PATTERNS} patterns`)
  }
  return written
}

/** One pattern for each choice of the first braces that hold a comma; undefined when there are none. */
function writeOutFirst(pattern: string): string[] | undefined {
  for (const open of indicesOf(pattern, '{')) {
    const commas: number[] = []
    let depth = 0
    for (const at of indicesOf(pattern, '{,}', open)) {
      if (pattern[at] === '{') depth += 1
      else if (pattern[at] === '}') depth -= 1
      else if (depth === 1) commas.push(at)
      if (depth > 0) continue
      if (commas.length === 0) break
      const edges = [open, ...commas, at]
      const [before, behind] = [pattern.slice(0, open), pattern.slice(at + 1)]
      return edges.slice(1).map((edge, n) => `${before}${pattern.slice((edges[n] ?? 0) + 1, edge)}${behind}`)
    }
  }
  return undefined
}

/** Where one of the characters stands without a backslash before it. */
function indicesOf(pattern: string, characters: string, from = 0): number[] {
  const found: number[] = []
  for (let at = from; at < pattern.length; at += 1) {
    if (pattern[at] === '\\') at += 1
    else if (characters.includes(pattern[at] ?? '')) found.push(at)
  }
  return found
}

function toPlain(pattern: string): string[] {
  if (pattern.startsWith('/')) throw new PatternFault('must be relative to the work folder')
  const parts = pattern.split('/').filter((part) => part !== '' && part !== '.')
  if (parts.includes('..')) throw new PatternFault('must stay inside the work folder')
  const path = parts.join('/')
  if (path === '') return ['**']
  if (/(?:^|\/)\.?$/.test(pattern)) return [`${path}/**`]
  return /[*?[\\]/.test(path) ? [path] : [path, `${path}/**`]
}
