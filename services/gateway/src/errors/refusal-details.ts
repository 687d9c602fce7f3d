import * as z from 'zod'
import type { ErrorCode } from './error-codes.ts'

type Details = Readonly<Record<string, unknown>>

const RetryAfter = z.object({ retryAfterMs: z.number() })
const Limited = RetryAfter.extend({ limit: z.string(), of: z.string(), maximum: z.int() })

const Forbidden = z.object({ scope: z.string() })

/** What callers see of a refusal's data: what is not named here stays inside. */
const PUBLIC_DETAILS: Readonly<Partial<Record<ErrorCode, z.ZodType<Details>>>> = {
  LIMITED: Limited,
  FORBIDDEN: Forbidden,
  OVERLOADED: RetryAfter,
  UNAVAILABLE: RetryAfter,
  TOO_MANY_KEYS: z.object({ maximum: z.int() }),
  NO_SUCH_PLAN: z.object({ plans: z.array(z.string()) }),
  SIGN_IN_FAILED: z.object({ reason: z.string() }),
}

/** The details of a service's refusal, and a message where its data makes one that is better than the code's own. */
export function describeRefusal(code: ErrorCode, data: unknown): { message?: string; details: Details } {
  const details = PUBLIC_DETAILS[code]?.safeParse(data).data ?? {}
  const message =
    code === 'LIMITED' ? describeLimit(data) : code === 'FORBIDDEN' ? describeLack(data) : undefined
  return message === undefined ? { details } : { message, details }
}

/** By the scope that a valid credential lacks: its owner may know. */
const LACKING: Readonly<Record<string, string>> = {
  origin:
    'This browser key works only on pages of its listed origins, and this request came from another one or had no `Origin` header.',
  ip: 'This key may not be used from your address.',
  executions:
    'This key is not allowed to do that: a browser key can only run code and follow its own runs. Use a server key, or sign in.',
  keys: 'An API key cannot manage keys: sign in to do that.',
  account: 'An API key cannot read or change the account: sign in to do that.',
  admin: 'Only a signed-in operator may do that.',
  contact: 'Only a signed-in operator may do that.',
}

function describeLack(data: unknown): string | undefined {
  const scope = Forbidden.safeParse(data).data?.scope
  return scope !== undefined && Object.hasOwn(LACKING, scope) ? LACKING[scope] : undefined
}

const OF: Readonly<Record<string, string>> = { ip: 'your address', key: 'this key', account: 'your account' }

function describeLimit(data: unknown): string | undefined {
  const limited = Limited.safeParse(data).data
  if (!limited) return undefined
  const whose = OF[limited.of] ?? limited.of
  if (limited.limit === 'quota')
    return `The daily quota of ${whose}, ${limited.maximum} executions, is used up.`
  if (limited.limit === 'concurrency') {
    return `At most ${limited.maximum} executions of ${whose} may be unfinished at once; try again when one has finished.`
  }
  return `Too many requests from ${whose}; try again later.`
}
