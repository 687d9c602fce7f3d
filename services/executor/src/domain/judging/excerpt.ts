/** Characters of an excerpt as it is written, without its quotes, about. */
const MAX_CHARACTERS = 60
/** How many of them stand before the place that it is about. */
const CHARACTERS_BEFORE = 20

/** How a text was read: as UTF-8, or byte by byte because it is none. */
export type Unit = 'character' | 'byte'

/**
 * A line in quotes, with what cannot be seen written as an escape. Of a long one what stands around a place in it, with
 * "…" where something is left out.
 */
export function quoteAround(line: string, at: number, unit: Unit): string {
  if (line.length <= MAX_CHARACTERS) {
    const whole = write(line, unit)
    if (whole.length <= MAX_CHARACTERS) return `"${whole}"`
  }
  // At most so many code units are looked at, however long the line is.
  const before = characters(line.slice(Math.max(0, at - MAX_CHARACTERS), at))
  const start = takeEnd(before, CHARACTERS_BEFORE, unit)
  const after = takeStart(
    characters(line.slice(at, at + 2 * MAX_CHARACTERS)),
    MAX_CHARACTERS - start.length,
    unit,
  )
  const from = at - start.consumed
  const to = at + after.consumed
  return `"${from > 0 ? '…' : ''}${start.text}${after.text}${to < line.length ? '…' : ''}"`
}

interface Taken {
  readonly text: string
  readonly length: number
  /** Code units of the line. */
  readonly consumed: number
}

const characters = (text: string): string[] => [...text]

function takeStart(all: readonly string[], most: number, unit: Unit): Taken {
  let text = ''
  let consumed = 0
  for (const character of all) {
    const written = write(character, unit)
    if (text.length + written.length > most) break
    text += written
    consumed += character.length
  }
  return { text, length: text.length, consumed }
}

function takeEnd(all: readonly string[], most: number, unit: Unit): Taken {
  let text = ''
  let consumed = 0
  for (const character of all.toReversed()) {
    const written = write(character, unit)
    if (text.length + written.length > most) break
    text = written + text
    consumed += character.length
  }
  return { text, length: text.length, consumed }
}

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  ' ': ' ',
}
/** Controls, what is laid out and not seen, what is nothing, and every space but the ordinary one. */
const UNSEEN = /[\p{C}\p{Z}]/u

function write(text: string, unit: Unit): string {
  let written = ''
  for (const character of text) written += SHORT[character] ?? writeOne(character, unit)
  return written
}

function writeOne(character: string, unit: Unit): string {
  const code = character.codePointAt(0) ?? 0
  if (unit === 'byte')
    return code < 0x20 || code > 0x7e ? `\\x${code.toString(16).padStart(2, '0')}` : character
  if (!UNSEEN.test(character)) return character
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`
}
