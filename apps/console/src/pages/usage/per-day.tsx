import { lazy, Suspense, useState } from 'react'
import type { Usage } from '../../api/types.ts'
import { Card } from '../../design/card.tsx'
import { Tabs } from '../../design/controls/tabs.tsx'
import { toSpan } from '../../design/data/quantities.ts'
import { Table } from '../../design/data/table.tsx'
import { count } from '../../design/data/time-words.ts'
import { Skeleton } from '../../design/skeleton.tsx'
import styles from './usage.module.css'
import { byDay, totalOf } from './usage-data.ts'

const DayChart = lazy(async () => ({ default: (await import('./day-chart.tsx')).DayChart }))

/** Runs per day as a chart and as a table. */
export function PerDay({ usage }: { usage: Usage }) {
  const [view, setView] = useState<'chart' | 'table'>('chart')
  const { runs, errors, cpuSeconds } = totalOf(usage.days)
  return (
    <Card
      title="Runs per day"
      lead={`${count(runs, 'run')}, ${errors.toLocaleString('en')} of them unsuccessful, ${toSpan(cpuSeconds * 1_000)} of CPU time.`}
    >
      <Tabs
        label="Views of runs per day"
        value={view}
        onValueChange={setView}
        tabs={[
          {
            value: 'chart',
            label: 'Chart',
            content: (
              <Suspense fallback={<Skeleton height="17rem" />}>
                <DayChart usage={usage} />
              </Suspense>
            ),
          },
          { value: 'table', label: 'Table', content: <DayTable usage={usage} /> },
        ]}
      />
    </Card>
  )
}

/** Days without a run are omitted: a year of them would be unreadable. */
function DayTable({ usage }: { usage: Usage }) {
  const days = byDay(usage).filter(({ runs }) => runs > 0)
  return (
    <div className={styles.table}>
      <Table
        label="Runs per day, the latest first"
        rows={days.toReversed()}
        rowKey={({ day }) => day}
        columns={[
          { title: 'Day', cell: ({ day }) => <time dateTime={day}>{day}</time> },
          { title: 'Runs', end: true, cell: ({ runs }) => runs.toLocaleString('en') },
          { title: 'Without success', end: true, cell: ({ errors }) => errors.toLocaleString('en') },
          { title: 'CPU time', end: true, cell: ({ cpuSeconds }) => toSpan(cpuSeconds * 1_000) },
        ]}
      />
    </div>
  )
}
