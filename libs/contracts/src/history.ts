import * as z from 'zod'
import { contract } from './define.ts'
import { ExecutionResult, ExecutionStatus } from './execution-result.ts'
import { AskedRequest } from './request.ts'

export type ExecutionSummary = z.output<typeof ExecutionSummary>
/** A line of the list: no code, no output. */
export const ExecutionSummary = z.object({
  id: z.uuid(),
  language: z.string(),
  runtime: z.string(),
  status: ExecutionStatus,
  message: z.string(),
  totalMs: z.number(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
})

export type UsageDay = z.output<typeof UsageDay>
/** What was run on one day in one language. Kept when the executions themselves are gone. */
export const UsageDay = z.object({
  day: z.iso.date().describe('UTC.'),
  language: z.string(),
  runs: z.int().nonnegative(),
  errors: z.int().nonnegative().describe('Those that did not succeed.'),
  cpuSeconds: z.number().nonnegative(),
})

export type WebhookDelivery = z.output<typeof WebhookDelivery>
/** One notification and every try to deliver it. */
export const WebhookDelivery = z.object({
  id: z.uuid(),
  executionId: z.uuid().nullable().describe('null for a test.'),
  url: z.string(),
  status: z.enum(['pending', 'delivered', 'failed']),
  createdAt: z.iso.datetime(),
  nextAttemptAt: z.iso.datetime().nullable(),
  attempts: z.array(
    z.object({
      at: z.iso.datetime(),
      durationMs: z.number().nonnegative(),
      httpStatus: z.int().nullable(),
      error: z.string().nullable().describe('Why it does not count as delivered.'),
    }),
  ),
})

/** What was seen of a service in some time. `unknown`: nobody looked. */
export const SERVICE_STATES = ['up', 'degraded', 'down', 'unknown'] as const
export type ServiceState = z.output<typeof ServiceState>
export const ServiceState = z.enum(SERVICE_STATES)

export type ServiceHistory = z.output<typeof ServiceHistory>
/** How each service was, from `from` until `to`, in buckets of equal length. */
export const ServiceHistory = z.object({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  bucketMinutes: z.int().positive(),
  services: z.array(
    z.object({
      name: z.string(),
      availability: z
        .number()
        .min(0)
        .max(1)
        .nullable()
        .describe('Fraction of the observed minutes in which it was not down; null: none was observed.'),
      buckets: z
        .array(z.object({ at: z.iso.datetime().describe('Start of the interval.'), state: ServiceState }))
        .describe(
          'down: in every observed minute. degraded: in some of them it was down or at capacity. unknown: none was observed.',
        ),
    }),
  ),
})

export type Outcomes = z.output<typeof Outcomes>
/** How executions of all accounts ended, by the hour in which they finished, UTC. Numbers only. */
export const Outcomes = z.object({
  hours: z.int().positive(),
  byStatus: z.partialRecord(ExecutionStatus, z.int().nonnegative()),
  byHour: z
    .array(
      z.object({
        at: z.iso.datetime().describe('Start of the hour.'),
        runs: z.int().nonnegative(),
        errors: z.int().nonnegative().describe('Those that did not succeed.'),
        internalErrors: z.int().nonnegative().describe('Those that failed through a fault of the service.'),
      }),
    )
    .describe('Every hour, also those without executions; the last one is in progress.'),
})

const AccountId = z.string()
const Days = {
  from: z.iso.date().describe('First day, UTC.'),
  to: z.iso.date().describe('Last day, UTC.'),
}
const Cursor = z.string().max(128).optional().describe('`nextCursor` of the previous page.')

export const history = contract('history', {
  get: {
    input: z.object({ accountId: AccountId, id: z.uuid() }),
    output: ExecutionResult,
    /** Not there, not yours, or not stored: the same answer. */
    refusals: { NOT_FOUND: z.object({}) },
    timeoutMs: 3_000,
  },
  /** What was asked of a finished execution, to ask the same again. */
  request: {
    input: z.object({ accountId: AccountId, id: z.uuid() }),
    output: AskedRequest,
    /** Not there, not yours, or not stored: the same answer. */
    refusals: { NOT_FOUND: z.object({}) },
    timeoutMs: 3_000,
  },
  /** Newest first. */
  list: {
    input: z.object({
      accountId: AccountId,
      cursor: Cursor,
      limit: z.int().min(1).max(100).default(20),
      language: z.string().max(64).optional(),
      status: ExecutionStatus.optional(),
      from: z.iso.datetime().optional().describe('Created at this time or later.'),
      to: z.iso.datetime().optional().describe('Created before this time.'),
    }),
    output: z.object({ executions: z.array(ExecutionSummary), nextCursor: z.string().optional() }),
    refusals: { BAD_CURSOR: z.object({}) },
    timeoutMs: 3_000,
  },
  /** Removes one execution's record, and what was asked. Its part in the usage of its day stays. */
  remove: {
    input: z.object({ accountId: AccountId, id: z.uuid() }),
    output: z.object({}),
    refusals: { NOT_FOUND: z.object({}) },
    timeoutMs: 3_000,
  },
  /** Whole results, oldest first, as many as fit a message: for the export, which asks page after page. */
  exportPage: {
    input: z.object({ accountId: AccountId, cursor: Cursor }),
    output: z.object({
      executions: z.array(ExecutionResult),
      requests: z.record(z.string(), AskedRequest).optional().describe('Their requests, by id, if stored.'),
      apart: z
        .array(z.uuid())
        .optional()
        .describe('Executions whose stored request did not fit here: fetch it with `request`.'),
      nextCursor: z.string().optional(),
    }),
    refusals: { BAD_CURSOR: z.object({}) },
    timeoutMs: 10_000,
  },
  usage: {
    input: z.object({ accountId: AccountId, ...Days }),
    output: z.object({ days: z.array(UsageDay) }),
    refusals: {},
    timeoutMs: 3_000,
  },
  /** The same over all accounts, for operators: aggregates only. */
  analytics: {
    input: z.object(Days),
    output: z.object({ days: z.array(UsageDay.extend({ accounts: z.int().nonnegative() })) }),
    refusals: {},
    timeoutMs: 5_000,
  },
  /** Deletes everything of an account, and what still arrives of it. May be repeated. */
  removeAccount: {
    input: z.object({ accountId: AccountId }),
    output: z.object({ deleted: z.record(z.string(), z.int().nonnegative()) }),
    refusals: {},
    timeoutMs: 30_000,
  },

  /** With which an account's webhooks are signed, `whsec_…`. */
  webhookSecret: {
    input: z.object({ accountId: AccountId, rotate: z.boolean().default(false) }),
    output: z.object({ secret: z.string() }),
    refusals: {},
    timeoutMs: 3_000,
  },
  listDeliveries: {
    input: z.object({
      accountId: AccountId,
      executionId: z.uuid().optional(),
      cursor: Cursor,
      limit: z.int().min(1).max(100).default(20),
    }),
    output: z.object({ deliveries: z.array(WebhookDelivery), nextCursor: z.string().optional() }),
    refusals: { BAD_CURSOR: z.object({}) },
    timeoutMs: 3_000,
  },
  /** Sends a signed `test` notification once, now, and tells how it went. */
  testWebhook: {
    input: z.object({ accountId: AccountId, url: z.url().max(2_048) }),
    output: WebhookDelivery,
    refusals: {},
    timeoutMs: 15_000,
  },
  /** How the services were in the last hours: looked at every minute. */
  serviceStates: {
    input: z.object({ hours: z.int().min(1).max(2_160).default(24) }),
    output: ServiceHistory,
    refusals: {},
    timeoutMs: 5_000,
  },
  /** How executions ended in the last hours, this one included. */
  outcomes: {
    input: z.object({ hours: z.int().min(1).max(168).default(24) }),
    output: Outcomes,
    refusals: {},
    timeoutMs: 3_000,
  },
  /** How long this installation keeps what, days. */
  facts: {
    input: z.object({}),
    output: z.object({
      retentionDaysMax: z.int().positive().describe('Upper bound for executions, regardless of the plan.'),
      usageDays: z.int().positive().describe('Retention of daily usage.'),
      webhookLogDays: z.int().positive().describe('Retention of webhook logs.'),
      statusDays: z.int().positive().describe('Retention of past service states.'),
    }),
    refusals: {},
    timeoutMs: 2_000,
  },
})
