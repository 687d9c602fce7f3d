import { GatewayError } from '../../../errors/gateway-error.ts'

/** How deep a body's objects and lists may nest. What the contracts describe needs fewer than ten. */
export const MAX_JSON_DEPTH = 64
/**
 * How many separators (`,` and `:`) and opening brackets a body may have: more than 200 tests use a hundred times
 * over.
 */
export const MAX_JSON_TOKENS = 100_000

export type JsonExcess = 'depth' | 'tokens'

/**
 * Whether JSON text would take too long to parse. The cost depends on the number of values and not of bytes: four
 * megabytes of brackets keep a process busy for half a second, one long string for a few milliseconds. Looks no further
 * than the limit, and skips strings; invalid JSON is left for the parser to refuse.
 */
export function findJsonExcess(text: string): JsonExcess | undefined {
  let depth = 0
  let tokens = 0
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at)
        continue
      case OPEN_OBJECT:
      case OPEN_LIST:
        depth += 1
        if (depth > MAX_JSON_DEPTH) return 'depth'
        break
      case CLOSE_OBJECT:
      case CLOSE_LIST:
        depth -= 1
        continue
      case COMMA:
      case COLON:
        break
      default:
        continue
    }
    tokens += 1
    if (tokens > MAX_JSON_TOKENS) return 'tokens'
  }
  return undefined
}

/** Where the closing quote is, or the text's end. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text.charCodeAt(at)
    if (char === QUOTE) return at
    if (char === BACKSLASH) at += 1
  }
  return text.length
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const COMMA = 0x2c
const COLON = 0x3a

const WHY = {
  depth: { message: `JSON may nest at most ${MAX_JSON_DEPTH} deep.`, details: { maximum: MAX_JSON_DEPTH } },
  tokens: {
    message: `JSON may contain at most ${MAX_JSON_TOKENS} commas, colons and opening brackets outside strings.`,
    details: { maximum: MAX_JSON_TOKENS },
  },
} as const

/** Throws `BAD_JSON` for a text that would take long to parse, before it is parsed. */
export function assertModestJson(text: string): void {
  const excess = findJsonExcess(text)
  if (excess) throw new GatewayError('BAD_JSON', WHY[excess])
}
