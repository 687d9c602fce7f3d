import * as z from 'zod'
import { contract } from './define.ts'

/** Bytes of one chunk of stdin. */
export const MAX_STDIN_CHUNK_BYTES = 64 * 1024

/**
 * A running execution, served by the executor that holds it, under the execution's `eventKey` as its address. Nobody
 * answers there before it has started or after it has ended.
 */
export const executionControl = contract('running', {
  /**
   * Hands a chunk to the program, and answers when there is room for more. Chunks of one caller arrive in the order in
   * which they were sent.
   */
  write: {
    input: z.object({
      base64: z
        .string()
        .max(Math.ceil(MAX_STDIN_CHUNK_BYTES / 3) * 4)
        .default(''),
      end: z.boolean().default(false).describe('true: the chunk ends the input.'),
    }),
    output: z.object({}),
    /** The run is not interactive, or its input has ended. */
    refusals: { STDIN_CLOSED: z.object({}) },
    timeoutMs: 10_000,
  },
  signal: {
    input: z.object({ signal: z.int().min(1).max(64) }),
    output: z.object({}),
    refusals: {},
    timeoutMs: 3_000,
  },
  resize: {
    input: z.object({ columns: z.int().min(1).max(1_000), rows: z.int().min(1).max(1_000) }),
    output: z.object({}),
    refusals: { NO_TERMINAL: z.object({}) },
    timeoutMs: 3_000,
  },
  /**
   * Somebody watches it. An interactive run that is not detached ends when for {@link ATTENDANCE_MS} nobody has said
   * so.
   */
  attend: { input: z.object({}), output: z.object({}), refusals: {}, timeoutMs: 3_000 },
})

/** How long an interactive run goes on without a watcher, milliseconds: time to reconnect. */
export const ATTENDANCE_MS = 15_000
/** How often a gateway with a watcher says so, milliseconds. */
export const ATTEND_EVERY_MS = 4_000
