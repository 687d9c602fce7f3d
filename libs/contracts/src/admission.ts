import * as z from 'zod'
import { Scope } from './account.ts'

export const AccountId = z
  .string()
  .describe('Lower-case letters, digits and hyphens only: it is part of message subjects.')

export type Rate = z.output<typeof Rate>
/** Where the caller stands with the limit that is nearest; what the `RateLimit-*` headers of every answer say. */
export const Rate = z.object({
  limit: z.int().nonnegative().describe('Requests per window.'),
  remaining: z.int().nonnegative(),
  resetMs: z.number().nonnegative().describe('Milliseconds until the whole limit is available again.'),
  windowMs: z.number().positive(),
})

export type CredentialRef = z.output<typeof CredentialRef>
/** Which credential, without being it. */
export const CredentialRef = z.object({
  kind: z.enum(['key', 'session', 'anonymous']),
  id: z
    .string()
    .describe('Id of the key or session; for an anonymous caller, a value that does not identify it.'),
})

export type Principal = z.output<typeof Principal>
/** What a credential proves. */
export const Principal = z.object({
  accountId: AccountId,
  credential: CredentialRef,
  role: z.enum(['user', 'operator']),
  scopes: z.array(Scope),
})

export type Admission = z.output<typeof Admission>
/** A principal, and where it stands with its limits. */
export const Admission = Principal.extend({
  rate: Rate.optional(),
  outstanding: z
    .int()
    .nonnegative()
    .optional()
    .describe("The account's unfinished executions before this one; decides the lane of the queue."),
  retentionDays: z.int().positive().optional().describe("Of the account's plan."),
  session: z
    .object({ expiresAt: z.iso.datetime(), extended: z.boolean().describe('The cookie must be set again.') })
    .optional(),
})

/** Which limit holds a request back, and for how long. */
export const Limited = z.object({
  limit: z.enum(['rate', 'quota', 'concurrency']).describe('Which kind of limit was reached.'),
  of: z.enum(['ip', 'key', 'account']).describe('Whose.'),
  maximum: z.int().nonnegative(),
  retryAfterMs: z.number().nonnegative(),
  rate: Rate.optional(),
})
