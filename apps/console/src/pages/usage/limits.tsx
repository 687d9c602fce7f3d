import type { Usage } from '../../api/types.ts'
import { cx } from '../../design/cx.ts'
import { Stat, Stats } from '../../design/data/stat.tsx'
import { count } from '../../design/data/time-words.ts'
import styles from './usage.module.css'

/** The limits of the plan, and what is left of them. */
export function Limits({ usage: { plan, executionsToday, outstanding } }: { usage: Usage }) {
  const { requestsPerMinute, burst, executionsPerDay, concurrentExecutions } = plan.allowance
  const left = Math.max(0, executionsPerDay - executionsToday)
  return (
    <section aria-label="Your limits">
      <Stats>
        <Stat
          label="Left today"
          value={left.toLocaleString('en')}
          detail={
            <>
              of {count(executionsPerDay, 'execution')} per day
              <Gauge used={executionsToday} of={executionsPerDay} />
            </>
          }
        />
        <Stat
          label="Under way"
          value={outstanding.toLocaleString('en')}
          detail={
            <>
              of {concurrentExecutions.toLocaleString('en')} at once, waiting ones included
              <Gauge used={outstanding} of={concurrentExecutions} />
            </>
          }
        />
        <Stat
          label="Requests per minute"
          value={requestsPerMinute.toLocaleString('en')}
          detail={`and ${burst.toLocaleString('en')} at once`}
        />
        <Stat
          label="Plan"
          value={plan.name}
          detail={`History is kept for up to ${count(plan.retentionDays, 'day')}`}
        />
      </Stats>
    </section>
  )
}

/** Decoration: the numbers are beside it. */
function Gauge({ used, of }: { used: number; of: number }) {
  const part = Math.min(1, used / of)
  return (
    <span className={cx('drawn', styles.gauge)} aria-hidden="true">
      <span
        className={part > 0.9 ? styles.nearlyFull : styles.full}
        style={{ width: used === 0 ? '0' : `max(3px, ${part * 100}%)` }}
      />
    </span>
  )
}
