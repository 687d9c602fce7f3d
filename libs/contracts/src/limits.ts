import * as z from 'zod'

const positive = (unit: string) =>
  z.int(`must be a whole number of ${unit}`).min(1, `must be at least 1 ${unit}`)

export type Limits = z.output<typeof Limits>
/**
 * Limits a caller may set. Each is a positive whole number inside the operator's range, which
 * `languages.list` shows; anything else is refused. There is no "unlimited".
 */
export const Limits = z.strictObject({
  wallMs: positive('milliseconds').optional().describe('Wall-clock time of the phase, milliseconds.'),
  cpuMs: positive('milliseconds')
    .optional()
    .describe('CPU time of all its processes together, milliseconds.'),
  memoryBytes: positive('bytes').optional().describe('Memory of all its processes and files, bytes.'),
  outputBytes: positive('bytes')
    .optional()
    .describe('Bytes written to stdout, and separately to stderr, before it is killed.'),
  processes: positive('processes').optional().describe('Processes and threads alive at once.'),
})

/** All limits decided: what the executor enforces. */
export type EffectiveLimits = z.output<typeof EffectiveLimits>
export const EffectiveLimits = z.object({
  wallMs: z.int().positive(),
  cpuMs: z.int().positive(),
  memoryBytes: z.int().positive(),
  outputBytes: z.int().positive(),
  processes: z.int().positive(),
})
