import * as z from 'zod'
import { ExecutionEvent } from './execution-result.ts'
import { EffectiveLimits } from './limits.ts'
import { AskedRequest, PlannedRequest } from './request.ts'
import { eventLog, workQueue } from './streams.ts'

/** The one path every execution takes: accepted into the queue, told by its events. */

const MINUTE_MS = 60_000

export type WorkItem = z.output<typeof WorkItem>
/** An accepted execution on its way to an executor. The gateway has checked it; the executor trusts only the shape. */
export const WorkItem = z.object({
  id: z.uuid().describe('UUIDv7, made at acceptance.'),
  accountId: z.string().describe('Opaque to the executor.'),
  acceptedAt: z.iso.datetime(),
  runtime: z.string().describe('The runtime the gateway chose, e.g. "python-3.13".'),
  request: PlannedRequest.describe('As the caller sent it. Fields unknown to an older executor are dropped.'),
  limits: EffectiveLimits,
  compileLimits: EffectiveLimits,
  testLimits: z.array(EffectiveLimits).optional().describe('Of each test, in order.'),
  idleMs: z.int().positive().optional().describe('Of an interactive run, decided by the gateway.'),
  checkerRuntime: z.string().optional().describe('The runtime the gateway chose for the checker.'),
  retentionDays: z
    .int()
    .positive()
    .optional()
    .describe('From the plan; passed on to history with `finished`.'),
  requestSent: z
    .boolean()
    .optional()
    .describe('true: the request is in `EXECUTION_REQUESTS` for history; passed on with `finished`.'),
  awaited: z
    .boolean()
    .optional()
    .describe(
      'true: its caller waits for the end, and nobody else knows its id. The gateway does not append `queued` at once, and an executor keeps events back for a moment.',
    ),
})

/**
 * How long an execution that is `awaited` is kept to itself, milliseconds: by the executor from the moment it has it,
 * by the gateway from its acceptance. One that has ended by then has its events in the message of the last one.
 */
export const HOLD_MS = 100

/**
 * Lanes of the queue, and their weights. Which one an execution goes to follows from how many its account has
 * outstanding: a tenant with a thousand queued fills the heavy lane that is its own by chance, and the single
 * execution of another passes it by. A few heavy lanes, so that heavy tenants mostly do not wait for each other
 * either.
 */
export const LANES = {
  light: 12,
  medium: 4,
  'heavy-0': 1,
  'heavy-1': 1,
  'heavy-2': 1,
  'heavy-3': 1,
} as const
export type Lane = keyof typeof LANES

/**
 * An item's id is its {@link eventKey}: a process that cannot read the item can still tell its watchers that it ended.
 */
export const executionQueue = workQueue({
  name: 'EXECUTIONS',
  subject: 'executions.queue',
  item: WorkItem,
  maxItems: 10_000,
  // As much as is kept of what was asked: of what waits nothing must go before history has it. Of requests as large as
  // may be, some 250.
  maxBytes: 1024 * 1024 * 1024,
  leaseMs: 15_000,
  dedupeMs: 10 * MINUTE_MS,
  lanes: LANES,
})

/** Key: {@link eventKey}. */
export const executionEvents = eventLog({
  name: 'EXECUTION_EVENTS',
  prefix: 'executions.events',
  event: ExecutionEvent,
  keyTokens: 2,
  keepMs: 60 * MINUTE_MS,
  maxBytes: 1024 * 1024 * 1024,
})

/**
 * Requests to cancel an execution. Key: {@link eventKey}. The stream keeps the name it had in 0.1.0, so that gateways
 * and executors of different releases hear each other during a rolling upgrade.
 */
export const executionCancellations = eventLog({
  name: 'EXECUTION_CONTROL',
  prefix: 'executions.control',
  event: z.discriminatedUnion('kind', [z.object({ kind: z.literal('cancel') })]),
  keyTokens: 2,
  keepMs: 60 * MINUTE_MS,
  maxBytes: 64 * 1024 * 1024,
})

/**
 * Under which key an execution's events stand. The account is part of it, so that asking for
 * somebody else's execution finds nothing instead of needing a check that could be forgotten.
 */
export function eventKey(accountId: string, executionId: string): string {
  return `${accountId}.${executionId}`
}

/**
 * Which execution an idempotency key stands for. Key: `<account>.<digest of the key>`; the newest event counts. The
 * first to append number 1 has the key, and everyone after it reads whose it is; then the same again says what became
 * of it. One request at a time publishes it, and only the queue's acknowledgement makes it `accepted`: its events alone
 * prove nothing.
 */
export const idempotencyClaims = eventLog({
  name: 'IDEMPOTENCY',
  prefix: 'executions.idempotency',
  event: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('claimed'),
      executionId: z.uuid(),
      requestDigest: z
        .string()
        .describe('Digest of the request: the same key with a different request is a conflict.'),
      state: z
        .enum(['accepted', 'refused'])
        .optional()
        .describe(
          'accepted: the queue has it. refused: the queue refused it, and the key is free. Absent: not known yet.',
        ),
      publisher: z
        .uuid()
        .optional()
        .describe(
          'While the outcome is unknown: the request that is publishing it. Absent: none is, and the next request may.',
        ),
      publishesUntil: z.iso
        .datetime()
        .optional()
        .describe('By then the publisher has recorded the outcome, or has died.'),
    }),
  ]),
  keyTokens: 2,
  keepMs: 24 * 60 * MINUTE_MS,
  maxBytes: 256 * 1024 * 1024,
})

/**
 * What was asked, on its way from gateways to history: in a log of its own, because auth and every watcher read the
 * events. Only of executions that are to be stored, and for owners that can ask for them later. Key: {@link
 * eventKey}, always number 1.
 *
 * Kept for longer than events: an execution may wait in the queue before it runs, and history be away after it has.
 */
export const executionRequests = eventLog({
  name: 'EXECUTION_REQUESTS',
  prefix: 'executions.requests',
  event: z.discriminatedUnion('kind', [z.object({ kind: z.literal('asked'), request: AskedRequest })]),
  keyTokens: 2,
  keepMs: 120 * MINUTE_MS,
  maxBytes: 1024 * 1024 * 1024,
})

/**
 * How long the result of an execution that is not to be stored can be asked for and watched after its end by whoever
 * did not wait for it.
 */
export const UNSTORED_KEEP_MS = 30 * MINUTE_MS

/**
 * Executions that are not to be stored and of which something may be left in the queue's and the events' files: noted
 * before they are accepted, gone once that is overwritten. So it happens whichever gateway answered and died, and
 * when nobody ever asked. Says which execution it is, and nothing of it. Key: {@link eventKey}, number 1, and the
 * number of each delivery that is not the first.
 */
export const executionErasures = eventLog({
  name: 'EXECUTION_ERASURES',
  prefix: 'executions.erasures',
  event: z.discriminatedUnion('kind', [z.object({ kind: z.literal('due') })]),
  keyTokens: 2,
  keepMs: 24 * 60 * MINUTE_MS,
  maxBytes: 64 * 1024 * 1024,
})
export type Erasure = z.output<(typeof executionErasures)['event']>
