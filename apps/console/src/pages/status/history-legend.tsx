import { cx } from '../../design/cx.ts'
import { STATE_WORDS } from '../../design/data/status-badge.tsx'
import { toDayAndHour } from '../../design/data/time-words.ts'
import bars from './history-bar.module.css'
import styles from './status.module.css'

const STATES = ['up', 'degraded', 'down', 'unknown'] as const

/** The time range of the bars, and their meaning. */
export function HistoryLegend({ from }: { from: string }) {
  return (
    <div className={styles.legend}>
      <span>From {toDayAndHour(from)} until now</span>
      <ul aria-label="What the bars mean">
        {STATES.map((state) => (
          <li key={state}>
            <span className={styles.sample} aria-hidden="true">
              <span className={cx(bars.bar, bars[state])} />
            </span>
            {STATE_WORDS[state].word}
          </li>
        ))}
      </ul>
    </div>
  )
}
