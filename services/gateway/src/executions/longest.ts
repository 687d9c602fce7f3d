import { MAX_TESTS } from '@runhive/contracts/request'
import * as z from 'zod'
import type { Catalogue } from '../catalogue.ts'

/** What decides how long an execution may take, as far as it can be read. */
const Asked = z.object({
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
/** Of a runtime that nobody could tell of: the highest that operators can allow, milliseconds. */
const UNKNOWN_PHASE_MS = 60_000

/**
 * The longest that an execution can take, milliseconds: what it asks is not yet known to be valid, so the runtime's maxima
 * count. A lease of concurrency lapses then if nothing has ended it; normally `finished` does, long before.
 */
export async function longestMs(catalogue: Pick<Catalogue, 'find'>, rawInput: unknown): Promise<number> {
  const asked = Asked.safeParse(rawInput).data
  const runtime = asked && (await catalogue.find(asked))
  const compileMs = runtime?.compileLimits.wallMs.max ?? UNKNOWN_PHASE_MS
  const ofRun = (asked?.interactive && runtime?.interactive?.wallMs) || runtime?.limits.wallMs
  const runMs = ofRun?.max ?? UNKNOWN_PHASE_MS
  // A checker is compiled once and runs once per test, within the same limits.
  const programs = asked?.comparison?.mode === 'checker' ? 2 : 1
  return ATTEMPTS * programs * (compileMs + runMs * Math.max(1, asked?.tests?.length ?? 1)) + ASIDE_MS
}
