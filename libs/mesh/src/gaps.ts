import { RpcError } from '@runhive/contracts/define'
import type { OnGap, Told } from './mesh.ts'
import type { Sequencer } from './numbering.ts'

/** An event may become visible live a moment before the one it follows is stored, when that one had to be sent again. */
const GAP_PATIENCE_MS = 2_000

/** Watches a follower's gap until it is certain that nothing will fill it. */
export interface GapWatch<G extends OnGap> {
  /** Milliseconds until what is missing now counts as not kept; Infinity when nothing is missing. */
  patienceMs(): number
  /** Passes over the gap and tells it, or throws, as the follower was asked to. */
  tell(): Told<G>
}

export function watchGaps<G extends OnGap>(
  sequencer: Pick<Sequencer<unknown>, 'hasGap' | 'next' | 'skipGap'>,
  log: { name: string; key: string; gaps: G | undefined },
): GapWatch<G> {
  let missing = 0
  let since = 0
  return {
    patienceMs() {
      if (!sequencer.hasGap()) return Number.POSITIVE_INFINITY
      if (missing !== sequencer.next) {
        missing = sequencer.next
        since = performance.now()
      }
      return Math.max(0, since + GAP_PATIENCE_MS - performance.now())
    },
    tell() {
      if (log.gaps !== 'tell') {
        throw new RpcError('INTERNAL', { message: `${log.name}: event ${sequencer.next} is not kept` })
      }
      const gap = sequencer.skipGap()
      // `tell` is what G is here.
      return { key: log.key, number: gap.to, gap } as Told<G>
    },
  }
}
