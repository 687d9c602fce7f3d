import type { Status } from '../../api/types.ts'
import { cx } from '../../design/cx.ts'
import { toHour } from '../../design/data/time-words.ts'
import { Icon } from '../../design/icon.tsx'
import styles from './status.module.css'
import { toOverall } from './summary.ts'

const ICONS = { up: 'check', degraded: 'warning', down: 'warning', unknown: 'info' } as const

interface OverallStateProps {
  readonly status: Status
  /** The last request failed: only the previous state is known. */
  readonly lost: boolean
}

/** The overall state in one sentence, announced when it changes. */
export function OverallState({ status, lost }: OverallStateProps) {
  const { state, sentence } = lost
    ? { state: 'down' as const, sentence: 'The service does not respond.' }
    : toOverall(status)
  return (
    <div className={cx(styles.overall, styles[state])}>
      <span className={styles.mark}>
        <Icon name={ICONS[state]} size={20} />
      </span>
      <div>
        <p className={styles.sentence} role="status">
          {sentence}
        </p>
        <p className={styles.checked}>
          {lost
            ? `It last responded at ${toHour(status.checkedAt)}, and is checked every ten seconds. Your own connection may be down, too.`
            : `Checked at ${toHour(status.checkedAt)}, and every ten seconds.`}
        </p>
      </div>
    </div>
  )
}
