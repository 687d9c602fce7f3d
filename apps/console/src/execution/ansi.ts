/**
 * Program output as plain text with colours. All other terminal sequences (cursor movement, titles, links, the
 * clipboard) are removed: they have no effect here, and should not show as text either.
 */

export type Color = 'black' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'white'

export interface Style {
  readonly color?: Color
  readonly background?: Color
  readonly bold?: boolean
  readonly faint?: boolean
  readonly italic?: boolean
  readonly underline?: boolean
  readonly inverse?: boolean
}

export interface Segment {
  readonly text: string
  readonly style: Style
}

const COLORS: readonly Color[] = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white']
export const PLAIN: Style = {}

/** Longer than any meaningful sequence: a longer one is not a sequence. */
const MAX_SEQUENCE = 4_096

// biome-ignore-start lint/suspicious/noControlCharactersInRegex: control characters are what this is about
/**
 * CSI; OSC, DCS, SOS, PM and APC with their end; other escapes; single control characters except newline, tab and
 * return.
 */
const SEQUENCE =
  /\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-Z\\`-~]|[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f]/g
/** A sequence that may continue in the next piece. */
const UNFINISHED = /\x1b(?:\[[0-?]*[ -/]*|[\]PX^_][^\x07\x1b\x9c]*\x1b?|[ -/]*)$/
const SGR = /^\x1b\[([\d;:]*)m$/
const SPECIAL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/
const STRAY = /\x1b/g
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: see above

/** Parses one stream, piece by piece. Sequences may be split anywhere. */
export class AnsiReader {
  #style = PLAIN
  #held = ''

  /** The text of a piece with its colours. */
  read(piece: string): Segment[] {
    const text = this.#held + piece
    this.#held = ''
    if (!SPECIAL.test(text)) return text === '' ? [] : [{ text, style: this.#style }]
    const { whole, rest } = holdBack(text)
    this.#held = rest
    return this.#split(whole)
  }

  #split(text: string): Segment[] {
    const segments: Segment[] = []
    let from = 0
    const take = (to: number) => {
      const plain = text.slice(from, to).replace(STRAY, '')
      if (plain !== '') segments.push({ text: plain, style: this.#style })
    }
    for (const { 0: sequence, index } of text.matchAll(SEQUENCE)) {
      take(index)
      from = index + sequence.length
      const codes = SGR.exec(sequence)?.[1]
      if (codes !== undefined) this.#style = applySgr(this.#style, codes)
    }
    take(text.length)
    return segments
  }
}

function holdBack(text: string): { whole: string; rest: string } {
  const from = text.lastIndexOf('\x1b', text.endsWith('\x1b') ? text.length - 2 : undefined)
  for (const start of [from, text.length - 1]) {
    const rest = start < 0 ? '' : text.slice(start)
    if (rest !== '' && rest.length <= MAX_SEQUENCE && UNFINISHED.exec(rest)?.index === 0) {
      return { whole: text.slice(0, start), rest }
    }
  }
  return { whole: text, rest: '' }
}

function applySgr(style: Style, codes: string): Style {
  const numbers = (codes === '' ? '0' : codes).split(/[;:]/).map(Number)
  let next: Style = style
  for (let at = 0; at < numbers.length; at += 1) {
    const code = numbers[at] ?? 0
    if (code === 38 || code === 48) {
      const { color, used } = readExtended(numbers.slice(at + 1))
      if (color) next = code === 38 ? { ...next, color } : { ...next, background: color }
      at += used
    } else next = applyCode(next, code)
  }
  return next
}

function applyCode(style: Style, code: number): Style {
  if (code === 0) return PLAIN
  if (code >= 30 && code <= 37) return { ...style, color: COLORS[code - 30] ?? 'white' }
  if (code >= 90 && code <= 97) return { ...style, color: COLORS[code - 90] ?? 'white' }
  if (code >= 40 && code <= 47) return { ...style, background: COLORS[code - 40] ?? 'black' }
  if (code >= 100 && code <= 107) return { ...style, background: COLORS[code - 100] ?? 'black' }
  return without(style, code)
}

function without(style: Style, code: number): Style {
  const { color: _color, ...noColor } = style
  const { background: _background, ...noBackground } = style
  switch (code) {
    case 1:
      return { ...style, bold: true }
    case 2:
      return { ...style, faint: true }
    case 3:
      return { ...style, italic: true }
    case 4:
      return { ...style, underline: true }
    case 7:
      return { ...style, inverse: true }
    case 22:
      return { ...style, bold: false, faint: false }
    case 23:
      return { ...style, italic: false }
    case 24:
      return { ...style, underline: false }
    case 27:
      return { ...style, inverse: false }
    case 39:
      return noColor
    case 49:
      return noBackground
    default:
      return style
  }
}

/** `5;n` or `2;r;g;b` as the nearest of the eight colours, which are legible in both themes. */
function readExtended([mode, a = 0, b = 0, c = 0]: readonly number[]): { color?: Color; used: number } {
  if (mode === 2) return { color: nearest(a, b, c), used: 4 }
  if (mode !== 5) return { used: 0 }
  if (a < 16) return { color: COLORS[a % 8] ?? 'white', used: 2 }
  if (a >= 232) return { color: a < 244 ? 'black' : 'white', used: 2 }
  const index = a - 16
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40)
  const red = level(Math.floor(index / 36))
  return { color: nearest(red, level(Math.floor(index / 6) % 6), level(index % 6)), used: 2 }
}

function nearest(red: number, green: number, blue: number): Color {
  const half = Math.max(64, Math.max(red, green, blue) * 0.6)
  const bits = (red >= half ? 1 : 0) + (green >= half ? 2 : 0) + (blue >= half ? 4 : 0)
  return COLORS[bits] ?? 'white'
}
