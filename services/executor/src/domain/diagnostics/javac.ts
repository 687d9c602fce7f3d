import type { Mention } from './mention.ts'

/** `Main.java:3: error: ';' expected`; a warning begins with the lint that found it: `[unchecked]`. */
const COMPLAINT = /^(\S.*?\.java):(\d+): (error|warning|Note): (?:\[([\w-]+)\] )?(.*)$/
const CARET = /^\s*\^$/
/** A complaint's own lines, its excerpt included, are fewer. */
const LOOK_AHEAD_LINES = 12

/**
 * javac. Under a complaint come further lines of it, the source line, a caret under its column, and details such as
 * `  symbol:   variable x`.
 */
export function parseJavac(lines: readonly string[]): Mention[] {
  const mentions: Mention[] = []
  for (let index = 0; index < lines.length; index += 1) {
    const found = COMPLAINT.exec(lines[index] ?? '')
    if (!found) continue
    const [, file = '', line = '', severity, code, message = ''] = found
    const caretAt = findCaret(lines, index)
    const more = caretAt === undefined ? [] : lines.slice(index + 1, caretAt - 1)
    const details = caretAt === undefined ? [] : readDetails(lines, caretAt + 1)
    mentions.push({
      file,
      line,
      column: caretAt === undefined ? undefined : (lines[caretAt] ?? '').length,
      severity: severity === 'error' || severity === 'warning' ? severity : 'note',
      message: [message, ...more, ...details].map((text) => text.trim()).join('\n'),
      code,
    })
    // The excerpt is the user's text, and may look like a complaint.
    if (caretAt !== undefined) index = caretAt + details.length
  }
  return mentions
}

/**
 * The line of the caret that belongs to the complaint at `index`. Almost always the second below it, and then whatever
 * stands between is the excerpt; further down, another complaint ends the search.
 */
function findCaret(lines: readonly string[], index: number): number | undefined {
  if (CARET.test(lines[index + 2] ?? '')) return index + 2
  for (let at = index + 1; at < index + LOOK_AHEAD_LINES; at += 1) {
    const line = lines[at] ?? ''
    if (CARET.test(line)) return at
    if (COMPLAINT.test(line)) return undefined
  }
  return undefined
}

/** Indented by exactly two spaces, or more under such a line. */
function readDetails(lines: readonly string[], from: number): string[] {
  let end = from
  while (/^ {2}\S|^ {4}\S/.test(lines[end] ?? '') && end - from < LOOK_AHEAD_LINES) end += 1
  return lines.slice(from, end)
}
