import * as z from 'zod'
import { contract } from './define.ts'
import { ExecutionResult, ExecutionStatus } from './execution.ts'

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

export const history = contract('history', {
  get: {
    input: z.object({ accountId: z.string(), id: z.uuid() }),
    output: ExecutionResult,
    /** Not there, not yours, or not stored: the same answer. */
    refusals: { NOT_FOUND: z.object({}) },
    timeoutMs: 3_000,
  },
  /** Newest first. */
  list: {
    input: z.object({
      accountId: z.string(),
      cursor: z.string().max(128).optional().describe('`nextCursor` of the page before.'),
      limit: z.int().min(1).max(100).default(20),
      language: z.string().max(64).optional(),
      status: ExecutionStatus.optional(),
    }),
    output: z.object({ executions: z.array(ExecutionSummary), nextCursor: z.string().optional() }),
    refusals: { BAD_CURSOR: z.object({}) },
    timeoutMs: 3_000,
  },
})
