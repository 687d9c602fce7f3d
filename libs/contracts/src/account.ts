import * as z from 'zod'
import { readOrigin } from './text/origin.ts'

/** What an account, its credentials and its limits look like to their owner. */

export const SCOPES = ['executions'] as const
export type Scope = z.output<typeof Scope>
/** What a key may be used for. Sessions may do everything that is the account's own. */
export const Scope = z.enum(SCOPES)

export type Allowance = z.output<typeof Allowance>
/** How much may be asked. A key's own allowance lies inside its account's: the smaller one decides. */
export const Allowance = z.object({
  requestsPerMinute: z.int().min(1).max(1_000_000).describe('Sustained rate, requests per minute.'),
  burst: z.int().min(1).max(1_000_000).describe('Requests allowed in a burst above the sustained rate.'),
  executionsPerDay: z.int().min(1).max(1_000_000_000).describe('Executions accepted per day (UTC).'),
  concurrentExecutions: z
    .int()
    .min(1)
    .max(100_000)
    .describe('Unfinished executions at once, including queued ones.'),
})

export type Plan = z.output<typeof Plan>
/** What accounts of one kind may use. Limits come from here and from nowhere else. */
export const Plan = z.object({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be 1 to 32 lower-case letters, digits and hyphens'),
  allowance: Allowance,
  maxKeys: z.int().min(1).max(10_000),
  retentionDays: z.int().min(1).max(3_650).describe('How long history keeps an execution, days.'),
})

export type SuspensionReason = z.output<typeof SuspensionReason>
export const SuspensionReason = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(300, 'must be at most 300 characters')
  .refine((reason) => !/\p{Cc}/u.test(reason), 'must not contain control characters')
  .describe("Shown to the account's owner.")

/** What every credential of a suspended account lacks: the `scope` of `FORBIDDEN`. */
export const SUSPENDED = 'suspended'

export type Account = z.output<typeof Account>
export const Account = z.object({
  id: z.string(),
  email: z.string().nullable().describe('null for an account that was not created by a sign-in.'),
  name: z.string().nullable(),
  role: z.enum(['user', 'operator']),
  plan: Plan,
  createdAt: z.iso.datetime(),
  suspension: z
    .object({ at: z.iso.datetime(), reason: z.string() })
    .nullable()
    .optional()
    .describe('When and why an operator suspended it; null if it is not suspended.'),
})

export const AccountName = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(200, 'must be at most 200 characters')
  .refine((name) => !/\p{Cc}/u.test(name), 'must not contain control characters')

const KeyName = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(100, 'must be at most 100 characters')
  .refine((name) => !/\p{Cc}/u.test(name), 'must not contain control characters')

/** Scheme, host and port; gives them as browsers send them in `Origin`, however they were written. */
export const Origin = z
  .string()
  .trim()
  .max(255, { abort: true })
  .refine((text) => problemOf(text) === undefined, { error: ({ input }) => problemOf(String(input)) })
  .overwrite((text) => {
    const read = readOrigin(text)
    return 'origin' in read ? read.origin : text
  })

function problemOf(text: string): string | undefined {
  const read = readOrigin(text)
  return 'problem' in read ? read.problem : undefined
}

/** An address or a range of them, IPv4 or IPv6. */
export const IpRange = z.union(
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
  'must be an IP address or a CIDR range like 10.0.0.0/8',
)

const keySettings = {
  name: KeyName,
  origins: z.array(Origin).max(20).describe('A browser key works only from these.'),
  ipRanges: z.array(IpRange).max(50).describe('Addresses from which the key may be used; empty: any.'),
  allowance: Allowance.partial().describe("The key's own limits, within the account's."),
  expiresAt: z.iso.datetime().nullable().describe('null: never.'),
}

export type ApiKeyRequest = z.output<typeof ApiKeyRequest>
/**
 * A *server* key works anywhere; a *browser* key only for executions and from the origins it names, and is safe to
 * show.
 */
export const ApiKeyRequest = z.strictObject({
  name: keySettings.name,
  kind: z.enum(['server', 'browser']).default('server'),
  scopes: z
    .array(Scope)
    .min(1)
    .max(SCOPES.length)
    .default([...SCOPES]),
  origins: keySettings.origins.default([]),
  ipRanges: keySettings.ipRanges.default([]),
  allowance: keySettings.allowance.default({}),
  expiresAt: keySettings.expiresAt.default(null),
})

export type ApiKeyChange = z.output<typeof ApiKeyChange>
/** What of a key can be changed; what is not named stays. */
export const ApiKeyChange = z.strictObject({
  name: keySettings.name.optional(),
  active: z.boolean().optional().describe('false: the key is refused until this is true again.'),
  origins: keySettings.origins.optional(),
  ipRanges: keySettings.ipRanges.optional(),
  allowance: keySettings.allowance.optional(),
  expiresAt: keySettings.expiresAt.optional(),
})

export type ApiKeyView = z.output<typeof ApiKeyView>
/** A key as its owner sees it. The key itself was shown once, when it was made. */
export const ApiKeyView = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['server', 'browser']),
  scopes: z.array(Scope),
  origins: z.array(z.string()),
  ipRanges: z.array(z.string()),
  allowance: Allowance.partial(),
  active: z.boolean(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime().nullable(),
  deactivatedAt: z.iso.datetime().nullable(),
})

export type SessionView = z.output<typeof SessionView>
/** A sign-in that has not ended. Its id is no credential. */
export const SessionView = z.object({
  id: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  ip: z.string().nullable().describe('The address from which it was opened.'),
  userAgent: z.string().nullable(),
  current: z.boolean().describe('Whether it is the session of this request.'),
})

export type RequestRecord = z.output<typeof RequestRecord>
/** Usage data: one request, never what it carried. */
export const RequestRecord = z.object({
  at: z.iso.datetime(),
  procedure: z.string(),
  outcome: z.string().describe('`admitted`, or the code of the refusal.'),
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
  keyId: z.string().nullable(),
})

export type RemovalReceipt = z.output<typeof RemovalReceipt>
/** What removing an account has deleted so far. It names no account: anyone who holds its id may read it. */
export const RemovalReceipt = z.object({
  id: z.uuid(),
  status: z.enum(['pending', 'done']),
  requestedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  parts: z.array(
    z.object({
      service: z.string().describe('auth, history, contact or executions.'),
      deleted: z.record(z.string(), z.int().nonnegative()).describe('Counts of deleted records, by kind.'),
      finishedAt: z.iso.datetime().nullable(),
    }),
  ),
})
