import type { Mention } from './mention.ts'

/** `error[E0308]: mismatched types`. */
const HEADER = /^(error|warning|note|help)(?:\[(\w+)\])?: (.*)$/
/** ` --> main.rs:4:18`, below the header and what else of its message takes a line. */
const PLACE = /^ *--> (.+):(\d+):(\d+)$/
/** The rest of a message of several lines stands under its beginning: seven spaces under `error: `. */
const MORE = /^ {6,}(\S.*)$/

/** rustc. A header without a place, such as the count at the end or a linker's failure, is no diagnostic. */
export function parseRustc(lines: readonly string[]): Mention[] {
  const mentions: Mention[] = []
  let header: { severity: Mention['severity']; code: string | undefined; text: string[] } | undefined
  for (const line of lines) {
    const begun = HEADER.exec(line)
    if (begun) {
      const [, word, code, message = ''] = begun
      const severity = word === 'error' || word === 'warning' ? word : 'note'
      header = { severity, code, text: [message] }
      continue
    }
    if (!header) continue
    const place = PLACE.exec(line)
    const more = MORE.exec(line)
    if (more?.[1] && !place) {
      header.text.push(more[1])
      continue
    }
    if (place) {
      const [, file = '', at = '', column] = place
      const { severity, code, text } = header
      mentions.push({ file, line: at, column, severity, code, message: text.join('\n') })
    }
    header = undefined
  }
  return mentions
}
