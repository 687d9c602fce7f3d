import { constants } from 'node:os'
import * as z from 'zod'

/** Numbers of the signals by name. */
const NUMBERS: ReadonlyMap<string, number> = new Map(Object.entries(constants.signals))

const EXPECTED = 'must be a signal such as "SIGINT", or its number from 1 to 64'

/** A signal by its name, with or without `SIG`, or by its number; gives the number. */
export const Signal = z
  .union([z.int(EXPECTED).min(1, EXPECTED).max(64, EXPECTED), z.string().max(16, EXPECTED)], EXPECTED)
  .transform((value, context) => {
    if (typeof value === 'number') return value
    const name = value.toUpperCase()
    const number = NUMBERS.get(name) ?? NUMBERS.get(`SIG${name}`)
    if (number !== undefined) return number
    context.addIssue({ code: 'custom', message: EXPECTED })
    return z.NEVER
  })
