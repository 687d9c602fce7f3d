import type { Status } from '../../api/types.ts'
import { cx } from '../../design/cx.ts'
import { toHour } from '../../design/figures.ts'
import { Icon } from '../../design/icon.tsx'
import styles from './status.module.css'
import { toOverall } from './summary.ts'

const ICONS = { up: 'check', degraded: 'warning', down: 'warning', unknown: 'info' } as const

/** The whole in one sentence, said again when it changes. */
export function OverallState({ status }: { status: Status }) {
  const { state, sentence } = toOverall(status)
  return (
    <div className={cx(styles.overall, styles[state])}>
      <span className={styles.mark}>
        <Icon name={ICONS[state]} size={20} />
      </span>
      <div>
        <p className={styles.sentence} role="status">
          {sentence}
        </p>
        <p className={styles.checked}>Looked at {toHour(status.checkedAt)}, and again every ten seconds.</p>
      </div>
    </div>
  )
}
