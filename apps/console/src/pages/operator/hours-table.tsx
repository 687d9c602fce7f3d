import type { Overview } from '../../api/types.ts'
import { toCount, toDayAndHour } from '../../design/figures.ts'
import { Table } from '../../design/table.tsx'

type Hours = NonNullable<Overview['outcomes']>['byHour']

/** What the chart shows, in figures, the newest hour first. */
export function HoursTable({ byHour }: { byHour: Hours }) {
  return (
    <Table
      label="Executions by hour"
      rows={byHour.toReversed()}
      rowKey={({ at }) => at}
      columns={[
        { title: 'Hour from', cell: ({ at }) => toDayAndHour(at) },
        { title: 'Executions', end: true, cell: ({ runs }) => toCount(runs) },
        { title: 'Did not succeed', end: true, cell: ({ errors }) => toCount(errors) },
        { title: 'Failed because of us', end: true, cell: ({ internalErrors }) => toCount(internalErrors) },
      ]}
    />
  )
}
