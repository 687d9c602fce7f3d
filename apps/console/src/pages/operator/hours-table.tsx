import type { Overview } from '../../api/types.ts'
import { toCount } from '../../design/data/quantities.ts'
import { Table } from '../../design/data/table.tsx'
import { toDayAndHour } from '../../design/data/time-words.ts'
import styles from './operator.module.css'

type Hours = NonNullable<Overview['outcomes']>['byHour']

/** The data of the chart as numbers: hours in which something ran, the newest first. */
export function HoursTable({ byHour }: { byHour: Hours }) {
  const busy = byHour.filter(({ runs }) => runs > 0).toReversed()
  if (busy.length === 0) return <p className={styles.faint}>Nothing has run in the last 24 hours.</p>
  return (
    <Table
      label="Executions by hour"
      rows={busy}
      rowKey={({ at }) => at}
      columns={[
        { title: 'Hour from', cell: ({ at }) => toDayAndHour(at) },
        { title: 'Executions', end: true, cell: ({ runs }) => toCount(runs) },
        { title: 'Did not succeed', end: true, cell: ({ errors }) => toCount(errors) },
        { title: 'Internal errors', end: true, cell: ({ internalErrors }) => toCount(internalErrors) },
      ]}
    />
  )
}
