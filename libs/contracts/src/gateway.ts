import * as z from 'zod'
import { contract } from './define.ts'
import { ExecutionResult } from './execution-result.ts'
import { ExecutionRequest } from './request.ts'

/** Keys in one question at most. */
export const MAX_KEYS = 100

const Key = z
  .string()
  .regex(/^[a-z0-9-]{1,64}\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'must be `<account>.<execution>`')
  .describe('Key of the events of an execution: `<account>.<execution>`.')

/** Why not, in the words that callers over HTTP get. */
const Explained = z.object({
  message: z.string().describe('One sentence.'),
  details: z.record(z.string(), z.unknown()),
})

/**
 * Gateways answer browsers. Services learn from them what follows from logs that those may not read, without its
 * content, and run code through them as everybody else does.
 */
export const gateway = contract('gateway', {
  /**
   * How far an execution has come that was delivered before: for the executor that goes on with it. Tells nothing of
   * what it said.
   */
  progress: {
    input: z.object({
      key: Key,
    }),
    output: z.object({
      newest: z.int().min(0).describe('The highest number among its events; 0 if none is kept.'),
      finished: z.boolean().describe('Whether `finished` is stored.'),
    }),
    refusals: {},
    /** All its events are looked at, one after the other. */
    timeoutMs: 15_000,
  },
  /**
   * Which of these executions were accepted. One is when the queue has acknowledged it and the event `queued` that
   * follows is stored, or any event after it: so one whose acceptance is under way, or was a moment ago and whose caller
   * waits for its end, is not yet, and one whose events
   * are gone (an hour old, or of `store: false` and answered) is not any more. Asking is safe at any time.
   * `UNAVAILABLE` when the log cannot be read: never a part of the answer.
   */
  accepted: {
    input: z.object({ keys: z.array(Key).max(MAX_KEYS) }),
    output: z.object({
      accepted: z.array(z.string()).describe('The accepted ones among the keys, in the same order.'),
      finished: z.array(z.string()).describe('Those of the accepted ones that have finished.'),
    }),
    refusals: {},
    timeoutMs: 2_000,
  },
  /**
   * Runs code and answers with its result: `executions.run` for services. The credential's account owns the execution;
   * its limits, quota and queue are those of a caller over HTTP. When the caller stops waiting the execution goes on,
   * so a request that may be sent twice needs an `idempotencyKey`: with the same key it is the same execution.
   * `OVERLOADED` when the queue is full, and nothing was accepted.
   */
  run: {
    input: z.object({
      credential: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('key'), token: z.string().max(256) }),
        z.object({ kind: z.literal('session'), token: z.string().max(256) }),
      ]),
      request: ExecutionRequest,
    }),
    output: ExecutionResult,
    refusals: {
      /** No such credential, or not any more. */
      UNAUTHENTICATED: Explained,
      /** The credential may not run code, or its account is suspended. */
      FORBIDDEN: Explained,
      /** Rate, daily quota or concurrency. */
      LIMITED: Explained.extend({ retryAfterMs: z.number().nonnegative() }),
      /** This installation cannot run it: an unknown language, a limit out of range, too many bytes. */
      NOT_RUNNABLE: Explained,
      /** The execution of this idempotency key has ended and nothing of it was kept, or the key is another request's. */
      CONFLICT: Explained,
      /** It was accepted, and its result will be there under this id: it took too long, or the gateway is stopping. */
      NOT_FINISHED: z.object({ id: z.uuid() }),
    },
    /** Below the five minutes after which NATS takes no answer any more. */
    timeoutMs: 290_000,
  },
})
