import type { Overview } from '../../api/types.ts'
import { toCount, toPercent, toSpan } from '../../design/data/quantities.ts'
import { Stat, Stats } from '../../design/data/stat.tsx'
import { toRates } from './rates.ts'

/** The most important numbers. */
export function KeyMetrics({ overview }: { overview: Overview }) {
  const { services, executors, queue, outcomes } = overview
  const missing = services.filter(({ instances }) => instances.length === 0).map(({ name }) => name)
  const running = executors.reduce((sum, executor) => sum + executor.running, 0)
  const concurrency = executors.reduce((sum, executor) => sum + executor.concurrency, 0)
  const rates = outcomes && toRates(outcomes)
  return (
    <Stats>
      <Stat
        label="Services"
        value={`${services.length - missing.length} of ${services.length}`}
        detail={missing.length === 0 ? 'All there' : `Missing: ${missing.join(', ')}`}
      />
      <Stat label="Running now" value={toCount(running)} detail={`of ${toCount(concurrency)} at once`} />
      <Stat
        label="Waiting or running"
        value={toCount(queue.depth)}
        detail={queue.oldestAgeMs === null ? 'Nobody waits' : `Oldest for ${toSpan(queue.oldestAgeMs)}`}
      />
      <Stat
        label="Runs in 24 hours"
        value={rates ? toCount(rates.runs) : 'Not known'}
        detail={rates ? `${toPercent(rates.errorShare)} did not succeed` : 'History is unavailable'}
      />
      <Stat
        label="Internal errors"
        value={rates ? toCount(rates.internalErrors) : 'Not known'}
        detail={rates ? `${toPercent(rates.internalShare)} of runs` : undefined}
      />
    </Stats>
  )
}
