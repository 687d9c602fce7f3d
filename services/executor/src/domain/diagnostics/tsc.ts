import type { Mention } from './mention.ts'

const SEVERITIES: Readonly<Record<string, Mention['severity']>> = { error: 'error', warning: 'warning' }

/** `main.ts(3,5): error TS2322: …`, and with `--pretty`: `main.ts:3:5 - error TS2322: …`. */
const PLAIN = /^(\S.*?)\((\d+),(\d+)\): (error|warning|message|suggestion) (TS\d+): (.*)$/
const PRETTY = /^(\S.*?):(\d+):(\d+) - (error|warning|message|suggestion) (TS\d+): (.*)$/
/** Of the complaint above; an excerpt has an empty line before it. */
const MORE = /^ {2,}\S/

/** tsc, plain and pretty. */
export function parseTsc(lines: readonly string[]): Mention[] {
  const mentions: (Omit<Mention, 'message'> & { text: string[] })[] = []
  let last: (typeof mentions)[number] | undefined
  for (const line of lines) {
    const found = PLAIN.exec(line) ?? PRETTY.exec(line)
    if (found) {
      const [, file = '', at = '', column, word = '', code, message = ''] = found
      last = { file, line: at, column, severity: SEVERITIES[word] ?? 'note', code, text: [message] }
      mentions.push(last)
    } else if (MORE.test(line)) {
      last?.text.push(line.trim())
    } else {
      last = undefined
    }
  }
  return mentions.map(({ text, ...mention }) => ({ ...mention, message: text.join('\n') }))
}
