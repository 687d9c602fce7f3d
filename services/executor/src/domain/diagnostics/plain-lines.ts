const ESCAPE = '\x1b'
/** What is read of a line. No compiler says anything past it that a diagnostic has room for. */
const MAX_LINE_CHARACTERS = 2_000

/** The lines of a text as a person sees them: without colours, links and carriage returns. */
export function toPlainLines(text: string): string[] {
  return text.split('\n').map((line) => toPlain(line.slice(0, MAX_LINE_CHARACTERS)))
}

function toPlain(line: string): string {
  const plain = line.includes(ESCAPE) ? withoutEscapes(line) : line
  return plain.endsWith('\r') ? plain.slice(0, -1) : plain
}

/** A colour is `ESC [ 1 ; 31 m`; a link is `ESC ] … ESC \` before and after the text it is under. */
function withoutEscapes(line: string): string {
  const [first = '', ...rest] = line.split(ESCAPE)
  return first + rest.map(afterEscape).join('')
}

function afterEscape(part: string): string {
  if (part.startsWith(']')) return ''
  return part.startsWith('\\') ? part.slice(1) : part.replace(/^\[[\d;]*[A-Za-z]/, '')
}
