import * as z from 'zod'
import type { SourceCode } from './answers.ts'

type Details = Readonly<Record<string, unknown>>

const RetryAfter = z.object({ retryAfterMs: z.number() })
const Limited = RetryAfter.extend({ limit: z.string(), of: z.string(), maximum: z.int() })

/** What of a refusal's data callers are told: what is not named here stays inside. */
const TOLD: Readonly<Partial<Record<SourceCode, z.ZodType<Details>>>> = {
  LIMITED: Limited,
  OVERLOADED: RetryAfter,
  UNAVAILABLE: RetryAfter,
  TOO_MANY_KEYS: z.object({ maximum: z.int() }),
  NO_SUCH_PLAN: z.object({ plans: z.array(z.string()) }),
  SIGN_IN_FAILED: z.object({ reason: z.string() }),
}

/** The details of a service's refusal, and a message where its data makes one that is better than the code's own. */
export function describeRefusal(code: SourceCode, data: unknown): { message?: string; details: Details } {
  const details = TOLD[code]?.safeParse(data).data ?? {}
  const message = code === 'LIMITED' ? describeLimit(data) : undefined
  return message === undefined ? { details } : { message, details }
}

const OF: Readonly<Record<string, string>> = { ip: 'your address', key: 'this key', account: 'your account' }

function describeLimit(data: unknown): string | undefined {
  const limited = Limited.safeParse(data).data
  if (!limited) return undefined
  const whose = OF[limited.of] ?? limited.of
  if (limited.limit === 'quota')
    return `The daily quota of ${whose}, ${limited.maximum} executions, is used up.`
  if (limited.limit === 'concurrency') {
    return `At most ${limited.maximum} executions of ${whose} may be unfinished at once; try again when one has ended.`
  }
  return `Too many requests of ${whose}; try again later.`
}
