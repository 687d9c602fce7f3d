export interface JsonError {
  /** From 1. */
  readonly line: number
  /** Characters from 1, as editors count. */
  readonly column: number
  /** Characters from 0. */
  readonly position: number
  /** What is wrong there, without a full stop. */
  readonly problem: string
}

/**
 * Where a text stops being JSON (RFC 8259), and why; undefined when it is JSON. Engines report this only for some
 * errors.
 */
export function findJsonError(text: string): JsonError | undefined {
  const found = scan(text)
  if (!found) return undefined
  const before = text.slice(0, found.position)
  const line = before.split('\n').length
  return { ...found, line, column: found.position - before.lastIndexOf('\n') }
}

type Found = Pick<JsonError, 'position' | 'problem'>

/** What may come next. */
type Wanted = 'value' | 'value or end' | 'name' | 'name or end' | 'colon' | 'comma or end' | 'nothing'

const SAID: Readonly<Record<Wanted, string>> = {
  value: 'a value',
  'value or end': 'a value or `]`',
  name: 'a name in double quotes',
  'name or end': 'a name in double quotes or `}`',
  colon: '`:`',
  'comma or end': '`,` or the end of the list or object',
  nothing: 'the end of the text',
}

const SPACE = /[ \t\n\r]*/y
const LITERAL = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

/** Without recursion: a text may be nested as deep as it is long. */
function scan(text: string): Found | undefined {
  const open: string[] = []
  let wanted: Wanted = 'value'
  let at = 0
  const fail = (): Found => {
    const problem =
      at < text.length ? `expected ${SAID[wanted]}` : `unexpected end of the text; expected ${SAID[wanted]}`
    return { position: at, problem }
  }
  while (true) {
    at = endOf(SPACE, text, at)
    const char = text[at]
    if (char === undefined) return wanted === 'nothing' ? undefined : fail()
    const inside = open.at(-1)
    if (wanted.endsWith('end') && char === (inside === '{' ? '}' : ']')) {
      open.pop()
      at += 1
      wanted = open.length === 0 ? 'nothing' : 'comma or end'
    } else if (wanted === 'comma or end' && char === ',') {
      at += 1
      wanted = inside === '{' ? 'name' : 'value'
    } else if (wanted === 'colon' && char === ':') {
      at += 1
      wanted = 'value'
    } else if (wanted.startsWith('value') && (char === '{' || char === '[')) {
      open.push(char)
      at += 1
      wanted = char === '{' ? 'name or end' : 'value or end'
    } else if (char === '"' && (wanted.startsWith('value') || wanted.startsWith('name'))) {
      const string = scanString(text, at)
      if (typeof string !== 'number') return string
      at = string
      wanted = wanted.startsWith('name') ? 'colon' : open.length === 0 ? 'nothing' : 'comma or end'
    } else {
      const end = wanted.startsWith('value') ? endOf(LITERAL, text, at) : at
      if (end === at) return fail()
      at = end
      wanted = open.length === 0 ? 'nothing' : 'comma or end'
    }
  }
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}

const ESCAPE = /\\u[0-9a-fA-F]{4}/y
const SIMPLE_ESCAPES = '"\\/bfnrt'

/**
 * Where the string that begins here ends, or what is wrong in it. Character by character: a body may be one string of
 * megabytes of escapes.
 */
function scanString(text: string, start: number): number | Found {
  let at = start + 1
  while (at < text.length) {
    const char = text.charAt(at)
    if (char === '"') return at + 1
    if (char < ' ') {
      return { position: at, problem: 'line breaks and control characters in a string must be escaped' }
    }
    if (char !== '\\') {
      at += 1
    } else if (SIMPLE_ESCAPES.includes(text.charAt(at + 1) || ' ')) {
      at += 2
    } else {
      const end = endOf(ESCAPE, text, at)
      if (end === at) return { position: at, problem: 'the character after `\\` is not a valid escape' }
      at = end
    }
  }
  return { position: start, problem: 'the string that starts here is not terminated' }
}
