import { MAX_TESTS } from '@runhive/contracts/request'
import * as z from 'zod'
import type { Catalogue } from '../../installation/catalogue.ts'

/** What decides how long an execution may take. What cannot be read is left out. */
const DurationInput = z.object({
  language: z.string(),
  version: z.string().optional().catch(undefined),
  tests: z.array(z.unknown()).max(MAX_TESTS).optional().catch(undefined),
  comparison: z.object({ mode: z.string() }).optional().catch(undefined),
  interactive: z.boolean().optional().catch(undefined),
})

/** An execution whose executor dies is run once more. */
const ATTEMPTS = 2
/** Waiting in the queue, finding out that an executor has died, starting cells; milliseconds. */
const ASIDE_MS = 10 * 60_000
/** Of an unknown runtime: the highest limit that operators can allow, milliseconds. */
const UNKNOWN_PHASE_MS = 60_000

/**
 * The longest that an execution can take, milliseconds: what it asks is not yet known to be valid, so the runtime's
 * maxima count. A concurrency slot lapses then if nothing has ended it; normally `finished` does, long before.
 */
export async function maxDurationMs(catalogue: Pick<Catalogue, 'find'>, rawInput: unknown): Promise<number> {
  const input = DurationInput.safeParse(rawInput).data
  const runtime = input && (await catalogue.find(input))
  const compileMs = runtime?.compileLimits.wallMs.max ?? UNKNOWN_PHASE_MS
  const ofRun = (input?.interactive && runtime?.interactive?.wallMs) || runtime?.limits.wallMs
  const runMs = ofRun?.max ?? UNKNOWN_PHASE_MS
  // A checker is compiled once and runs once per test, within the same limits.
  const programs = input?.comparison?.mode === 'checker' ? 2 : 1
  return ATTEMPTS * programs * (compileMs + runMs * Math.max(1, input?.tests?.length ?? 1)) + ASIDE_MS
}
