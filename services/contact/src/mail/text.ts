/** Characters that say in which direction others are read: with them a line can be made to look like another one. */
const DIRECTIONS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
/** All control characters but the tab and the end of a line. */
const CONTROLS = /[^\P{Cc}\t\n]/gu
/** Half of a pair: no encoding of text can carry it. */
const LONE = /\p{Surrogate}/gu

/** Text as a mail may hold it: one kind of line end, and whatever could move or reorder what is around it shows as `\u{fffd}`. */
export function toMailText(text: string): string {
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(DIRECTIONS, '\u{fffd}')
    .replace(CONTROLS, '\u{fffd}')
    .replace(LONE, '\u{fffd}')
}

/** The same, every line marked as somebody else's. */
export function quote(text: string): string {
  return toMailText(text)
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n')
}
