import { plainWords } from '@runhive/contracts/text/plain-words'
import type * as z from 'zod'
import { assertWellFormed } from './well-formed.ts'
import { withoutNulls } from './without-nulls.ts'

/**
 * The same schema, as a procedure reads input with it, over any transport: null for an optional field is
 * as if it were not given, text that is no Unicode is refused, and issues are said in plain words.
 */
export function fromCaller<T extends z.ZodType>(schema: T): T {
  const read = (raw: unknown) => {
    assertWellFormed(raw)
    return withoutNulls(schema, raw)
  }
  return Object.defineProperties(schema.clone(), {
    parse: { value: (raw: unknown) => schema.parse(read(raw), SAID_PLAINLY) },
    parseAsync: { value: async (raw: unknown) => schema.parseAsync(read(raw), SAID_PLAINLY) },
  })
}

const SAID_PLAINLY = { error: plainWords }
