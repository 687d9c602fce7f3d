import type { Overview } from '../../api/types.ts'
import { Card } from '../../design/card.tsx'
import { cx } from '../../design/cx.ts'
import { toBytes, toCount, toPercent, toSpan } from '../../design/data/quantities.ts'
import styles from './operator.module.css'

/** Accepted executions that have not ended, by lane. */
export function Queue({ queue }: { queue: Overview['queue'] }) {
  const { depth, capacity, bytes, capacityBytes, oldestAgeMs, lanes } = queue
  const widest = Math.max(1, ...lanes.map((lane) => lane.depth))
  return (
    <Card
      title="Queue"
      lead={`${toCount(depth)} of ${toCount(capacity)} places taken (${toPercent(depth / capacity)}), ${toBytes(
        bytes,
      )} of ${toBytes(capacityBytes)} (${toPercent(bytes / capacityBytes)}). ${
        oldestAgeMs === null ? 'Nobody waits.' : `The oldest was accepted ${toSpan(oldestAgeMs)} ago.`
      }`}
    >
      <dl className={styles.lanes}>
        {lanes.map((lane) => (
          <div key={lane.name}>
            <dt>{lane.name}</dt>
            <dd>
              <span className={cx('drawn', styles.lane)} aria-hidden="true">
                <span style={{ width: `${(lane.depth / widest) * 100}%` }} />
              </span>
              {toCount(lane.depth)}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}
