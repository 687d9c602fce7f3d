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

/** Where a request comes from, as far as its gateway knows. */
export const CallerAddress = {
  ip: z.string().max(64).optional(),
  userAgent: z.string().max(512).optional(),
}

/** Leases in one `withdraw` or `keep`, and uses in one `noteAdmitted`, at most. */
export const MAX_LEASES = 500

/** Spare leases that one call asks for, and that a gateway holds of one credential, at most. */
export const MAX_CREDIT = 16

/**
 * How long a gateway may decide from what auth told it, milliseconds from the moment it asked, less what auth knew
 * already then: whatever ends a right takes effect within a second, even if no gateway is told of it.
 */
export const CREDIT_MS = 1_000

export type Credit = z.output<typeof Credit>
/** Spare leases of a key's account, and what a gateway needs to admit requests with them as auth would. */
export const Credit = Principal.extend({
  granted: z.array(z.uuid()).describe('Which of the executions have a lease now.'),
  validMs: z
    .number()
    .describe(
      'How long this may be relied on, milliseconds from the moment it was asked for. Zero or less: not at all.',
    ),
  rate: Rate.optional().describe('After all of these; missing when none was granted.'),
  outstanding: z
    .int()
    .nonnegative()
    .optional()
    .describe("The account's leases before these; missing when none was granted."),
  retentionDays: z.int().positive().describe("Of the account's plan."),
})

const KeyCredential = z.object({ kind: z.literal('key'), token: z.string().max(256) })
const Origin = z
  .string()
  .max(255)
  .optional()
  .describe('The `Origin` header: browser keys are bound to theirs.')

/** What gateways ask auth about every request: part of its contract. */
export const admissionProcedures = {
  /**
   * Who is asking, and may they? One call per request, before anything else happens. Counts against every limit it
   * checks.
   */
  admit: {
    input: z.object({
      credential: z.discriminatedUnion('kind', [
        KeyCredential,
        z.object({ kind: z.literal('session'), token: z.string().max(256) }),
        z.object({ kind: z.literal('anonymous') }).describe('Limited by its IP address alone.'),
      ]),
      procedure: z.string().max(64).describe('For example "executions.run".'),
      ...CallerAddress,
      origin: Origin,
      executionId: z
        .uuid()
        .optional()
        .describe(
          'When the request asks for an execution: takes a lease of the account’s concurrency under this id, and one of its daily quota. ' +
            'The lease ends with the execution’s `finished`, with `release`, or by time. Auth ends it itself when no gateway ' +
            'knows of an acceptance some seconds later, unless `keep` asks for more time.',
        ),
      executionMs: z
        .int()
        .positive()
        .optional()
        .describe('The longest the execution can take, milliseconds: when its lease lapses.'),
    }),
    output: Admission,
    refusals: {
      /** No such credential, or not any more. Says nothing about which. */
      UNAUTHENTICATED: z.object({ rate: Rate.optional() }),
      /**
       * A real credential, without the right to this procedure, from this place, or of an account that is suspended.
       */
      FORBIDDEN: z.object({
        scope: z
          .string()
          .describe(
            'What is missing: a scope, `origin` or `ip`; for a suspended account, `suspended` has the reason.',
          ),
        rate: Rate.optional(),
      }),
      LIMITED: Limited,
    },
    timeoutMs: 2_000,
  },
  /**
   * Takes leases in advance, for executions that this key will probably ask for next: a gateway then admits those
   * requests itself. Each counts against rate, quota and concurrency as a request does, but is only granted when much
   * is left. What is not used goes back by `withdraw`. With no execution it only tells whether the key is still good.
   */
  credit: {
    input: z.object({
      credential: KeyCredential,
      procedure: z.string().max(64).describe('One that starts executions.'),
      ip: CallerAddress.ip,
      origin: Origin,
      executionIds: z.array(z.uuid()).max(MAX_CREDIT),
      executionMs: z
        .int()
        .positive()
        .describe('The longest each of them can take, milliseconds: when its lease lapses.'),
    }),
    output: Credit,
    refusals: { UNAUTHENTICATED: z.object({}), FORBIDDEN: z.object({ scope: z.string() }) },
    timeoutMs: 2_000,
  },
  /** Requests that a gateway admitted from credit: for usage data and metrics only, limits have counted them. */
  noteAdmitted: {
    input: z.object({
      requests: z
        .array(
          z.object({
            accountId: AccountId,
            keyId: z.string(),
            procedure: z.string().max(64),
            agoMs: z.number().nonnegative().describe('How long before this call, milliseconds.'),
            ...CallerAddress,
          }),
        )
        .max(MAX_LEASES),
    }),
    output: z.object({}),
    refusals: {},
    timeoutMs: 2_000,
  },
  /**
   * Gives a lease of concurrency, and its piece of the daily quota, back: the execution was never accepted. Unknown
   * ids change nothing.
   */
  release: {
    input: z.object({ accountId: AccountId, executionId: z.uuid() }),
    output: z.object({}),
    refusals: {},
    timeoutMs: 2_000,
  },
  /**
   * Of admissions that got no answer (the time was up, the mesh went away): nobody knows whether they were counted.
   * Leases under these ids are given back as by `release`, whoever owns them, and those that are still to come for a
   * minute too. Also of credit that was not used.
   */
  withdraw: {
    input: z.object({ executionIds: z.array(z.uuid()).max(MAX_LEASES) }),
    output: z.object({}),
    refusals: {},
    timeoutMs: 2_000,
  },
  /**
   * These leases are of executions that are still being decided about: auth waits some seconds more before it asks
   * whether they were accepted. Unknown ones change nothing.
   */
  keep: {
    input: z.object({
      leases: z.array(z.object({ accountId: AccountId, executionId: z.uuid() })).max(MAX_LEASES),
    }),
    output: z.object({}),
    refusals: {},
    timeoutMs: 2_000,
  },
}
