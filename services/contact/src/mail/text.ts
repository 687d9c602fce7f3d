/** Characters that change the direction of text: with them a line can be made to look like another one. */
const DIRECTIONS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
/** All control characters but the tab and the end of a line. */
const CONTROLS = /[^\P{Cc}\t\n]/gu
/** Half of a pair: no encoding of text can carry it. */
const LONE = /\p{Surrogate}/gu

/**
 * Text that is safe in a mail: one kind of line end, and `\u{fffd}` for characters that could move or reorder others.
 */
export function toMailText(text: string): string {
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(DIRECTIONS, '\u{fffd}')
    .replace(CONTROLS, '\u{fffd}')
    .replace(LONE, '\u{fffd}')
}

/** The same, every line marked as a quotation. */
export function quote(text: string): string {
  return toMailText(text)
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n')
}
