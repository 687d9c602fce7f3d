import { findJsonExcess, MAX_JSON_DEPTH, MAX_JSON_TOKENS } from '../../domain/json-shape.ts'
import { GatewayError } from '../../errors.ts'

const WHY = {
  depth: { message: `JSON may nest at most ${MAX_JSON_DEPTH} deep.`, details: { maximum: MAX_JSON_DEPTH } },
  tokens: {
    message: `JSON may contain at most ${MAX_JSON_TOKENS} commas, colons and opening brackets outside strings.`,
    details: { maximum: MAX_JSON_TOKENS },
  },
} as const

/** Throws `BAD_JSON` for a text that would take long to parse, before anybody parses it. */
export function assertModestJson(text: string): void {
  const excess = findJsonExcess(text)
  if (excess) throw new GatewayError('BAD_JSON', WHY[excess])
}
