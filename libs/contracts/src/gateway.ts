import * as z from 'zod'
import { contract } from './define.ts'

/**
 * The gateway answers browsers. What it answers services is about logs that it keeps and they may not read: never their content.
 */
export const gateway = contract('gateway', {
  /** How far an execution has come that was delivered before: for whoever goes on with it. Tells nothing of what it said. */
  progress: {
    input: z.object({
      key: z
        .string()
        .max(200)
        .regex(/^[^\s.*>]+\.[^\s.*>]+$/)
        .describe('The execution’s `eventKey`.'),
    }),
    output: z.object({
      newest: z.int().min(0).describe('The highest number among its events; 0 when none is kept.'),
      finished: z.boolean().describe('Its end is stored.'),
    }),
    refusals: {},
    /** All its events are looked at, one after the other. */
    timeoutMs: 15_000,
  },
})
