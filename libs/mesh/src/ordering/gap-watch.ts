import { RpcError } from '@runhive/contracts/define'
import type { OnGap, ReportedGap } from '../mesh.ts'
import type { Sequencer } from './sequencer.ts'

/** An event may be heard a moment before its predecessor is stored, if that one had to be sent again. */
const GAP_TIMEOUT_MS = 2_000

/** Watches a follower's gap until it is certain that nothing will fill it. */
export interface GapWatch<G extends OnGap> {
  /** Milliseconds until what is missing now counts as not kept; Infinity when nothing is missing. */
  remainingMs(): number
  /** Skips the gap and reports it, or throws, as the follower's options say. */
  report(): ReportedGap<G>
}

export function watchGaps<G extends OnGap>(
  sequencer: Pick<Sequencer<unknown>, 'hasGap' | 'next' | 'skipGap'>,
  log: { name: string; key: string; gaps: G | undefined },
): GapWatch<G> {
  let missing = 0
  let since = 0
  return {
    remainingMs() {
      if (!sequencer.hasGap()) return Number.POSITIVE_INFINITY
      if (missing !== sequencer.next) {
        missing = sequencer.next
        since = performance.now()
      }
      return Math.max(0, since + GAP_TIMEOUT_MS - performance.now())
    },
    report() {
      if (log.gaps !== 'report') {
        throw new RpcError('INTERNAL', { message: `${log.name}: event ${sequencer.next} is not kept` })
      }
      const gap = sequencer.skipGap()
      // G is `report` here.
      return { key: log.key, number: gap.to, gap } as ReportedGap<G>
    },
  }
}
