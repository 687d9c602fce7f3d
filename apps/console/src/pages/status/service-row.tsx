import type { ServiceHistory, Status, StatusHistory } from '../../api/types.ts'
import { toPercent } from '../../design/data/quantities.ts'
import { ServiceBadge } from '../../design/data/status-badge.tsx'
import { HistoryBar } from './history-bar.tsx'
import styles from './status.module.css'
import { PARTS, stateOf, toHistorySentence } from './summary.ts'

interface ServiceRowProps {
  readonly service: ServiceHistory
  readonly history: Pick<StatusHistory, 'bucketMinutes'>
  readonly status: Status | undefined
}

/** One service: its state, its availability and its history. */
export function ServiceRow({ service, history, status }: ServiceRowProps) {
  const { name, availability, buckets } = service
  return (
    <li className={styles.service}>
      <div className={styles.line}>
        <h3>{name}</h3>
        <span className={styles.part}>{PARTS[name]}</span>
        <span className={styles.figure}>
          {availability === null ? 'Not observed' : toPercent(availability)}
        </span>
        <ServiceBadge state={status ? stateOf(status, name) : 'unknown'} />
      </div>
      <HistoryBar name={name} buckets={buckets} bucketMinutes={history.bucketMinutes} />
      <p className="visually-hidden">{toHistorySentence(buckets, history.bucketMinutes)}</p>
    </li>
  )
}
