import * as z from 'zod'
import { contract } from './define.ts'

/** Keys in one question at most. */
export const MAX_KEYS = 100

const Key = z
  .string()
  .regex(/^[a-z0-9-]{1,64}\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'must be `<account>.<execution>`')
  .describe('Key of the events of an execution: `<account>.<execution>`.')

/**
 * Gateways answer browsers. What they answer services is only what follows from logs that those may not read, without
 * its content.
 */
export const gateway = contract('gateway', {
  /**
   * How far an execution has come that was delivered before: for whoever goes on with it. Tells nothing of what it
   * said.
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
   * follows is stored, or any event after it: so one whose acceptance is under way is not yet, and one whose events
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
})
