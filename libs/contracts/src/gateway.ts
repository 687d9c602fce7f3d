import * as z from 'zod'
import { contract } from './define.ts'

/** Keys in one question at most. */
export const MAX_KEYS = 100

const Key = z
  .string()
  .regex(
    /^[a-z0-9-]{1,64}\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
    'must be an account and an execution',
  )
  .describe('Under which an execution’s events stand: `<account>.<execution>`.')

/**
 * Gateways answer browsers. What they answer services is only what follows from the log of events, without its
 * content.
 */
export const gateway = contract('gateway', {
  /**
   * Which of these executions were accepted. One is when the queue has acknowledged it and the event `queued` that
   * follows is stored, or any event after it: so one whose acceptance is under way is not yet, and one whose events
   * are gone (an hour old, or of `store: false` and answered) is not any more. Asking is safe at any time.
   * `UNAVAILABLE` when the log cannot be read: never a part of the answer.
   */
  accepted: {
    input: z.object({ keys: z.array(Key).max(MAX_KEYS) }),
    output: z.object({
      accepted: z.array(z.string()).describe('Those of the keys, in their order.'),
      finished: z.array(z.string()).describe('Those of the accepted ones that have ended.'),
    }),
    refusals: {},
    timeoutMs: 2_000,
  },
})
