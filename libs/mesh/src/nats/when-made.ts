import { RpcError } from '@runhive/contracts/define'
import { isSilence } from './jetstream.ts'

/** How long to wait for what only others may make: a whole installation may be starting. */
const PATIENCE_MS = 30_000
/** From the first pause between two looks to the longest, each drawn: hundreds may be waiting. */
const PAUSE_MS = { first: 100, longest: 1_000 }

/**
 * Waits for a stream or consumer of this name. A cluster that chooses who leads says nothing at all, so no answer is
 * taken for not yet; another failure ends the wait as it is. Rejects with `UNAVAILABLE` after half a minute, or when
 * `isLeaving`.
 */
export async function whenMade(
  name: string,
  { isThere, isLeaving }: { isThere: () => Promise<boolean>; isLeaving: () => boolean },
): Promise<void> {
  const until = performance.now() + PATIENCE_MS
  const look = () =>
    isThere().catch((error: unknown) => {
      if (isSilence(error)) return false
      throw error
    })
  let longest = PAUSE_MS.first
  while (!(await look())) {
    if (performance.now() > until || isLeaving())
      throw new RpcError('UNAVAILABLE', { message: `nobody has made ${name} yet` })
    await new Promise((resolve) => setTimeout(resolve, longest * (0.5 + Math.random() / 2)))
    longest = Math.min(PAUSE_MS.longest, 1.5 * longest)
  }
}
