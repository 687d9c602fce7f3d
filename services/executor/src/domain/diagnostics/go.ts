import type { Mention } from './mention.ts'

/** `./main.go:3:5: undefined: x`; vet begins a complaint about types with `vet: `. */
const COMPLAINT = /^(?:vet: )?([^\s#].*?\.(?:go|mod|s)):(\d+):(?:(\d+):)? (.*)$/

/** The Go compiler, `go build` and `go vet`. What is indented belongs to the complaint above it. */
export function parseGo(lines: readonly string[]): Mention[] {
  const mentions: { file: string; line: string; column: string | undefined; text: string[] }[] = []
  let last: (typeof mentions)[number] | undefined
  for (const line of lines) {
    if (line.startsWith('\t')) {
      last?.text.push(line.trim())
      continue
    }
    const found = COMPLAINT.exec(line)
    last = undefined
    // Says where the compiler gave up, not that anything is wrong there.
    if (!found || found[4] === 'too many errors') continue
    const [, file = '', at = '', column, message = ''] = found
    last = { file, line: at, column, text: [message] }
    mentions.push(last)
  }
  return mentions.map(({ text, ...place }) => ({ ...place, severity: 'error', message: text.join('\n') }))
}
