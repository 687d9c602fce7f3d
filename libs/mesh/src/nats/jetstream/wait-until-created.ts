import { RpcError } from '@runhive/contracts/define'
import { isSilence } from './api.ts'

/** For what only another service may create: a whole installation may be starting. */
const TIMEOUT_MS = 30_000
/** From the first pause between two checks to the longest, each with jitter: hundreds may be waiting. */
const PAUSE_MS = { first: 100, max: 1_000 }

/**
 * Waits until a stream or consumer of this name exists. A cluster that is electing a leader does not answer at all, so
 * no answer counts as "not yet"; any other failure ends the wait. Rejects with `UNAVAILABLE` after half a minute, or
 * when `isLeaving`.
 */
export async function waitUntilCreated(
  name: string,
  { exists, isLeaving }: { exists: () => Promise<boolean>; isLeaving: () => boolean },
): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS
  const check = () =>
    exists().catch((error: unknown) => {
      if (isSilence(error)) return false
      throw error
    })
  let pauseMs = PAUSE_MS.first
  while (!(await check())) {
    if (performance.now() > deadline || isLeaving())
      throw new RpcError('UNAVAILABLE', { message: `${name} has not been created yet` })
    await new Promise((resolve) => setTimeout(resolve, pauseMs * (0.5 + Math.random() / 2)))
    pauseMs = Math.min(PAUSE_MS.max, 1.5 * pauseMs)
  }
}
