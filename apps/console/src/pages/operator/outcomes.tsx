import { lazy, Suspense, useState } from 'react'
import type { Overview } from '../../api/types.ts'
import { Card } from '../../design/card.tsx'
import { Tabs } from '../../design/controls/tabs.tsx'
import { toCount, toPercent } from '../../design/data/quantities.ts'
import { StatusBadge } from '../../design/data/status-badge.tsx'
import { Table } from '../../design/data/table.tsx'
import { Skeleton } from '../../design/skeleton.tsx'
import { HoursTable } from './hours-table.tsx'
import styles from './operator.module.css'
import { toShares } from './rates.ts'

const HoursChart = lazy(() =>
  import('./hours-chart.tsx').then(({ HoursChart: Chart }) => ({ default: Chart })),
)

type View = 'chart' | 'hours' | 'outcomes'

/** How executions of all accounts ended in the last day. */
export function Outcomes({ outcomes }: { outcomes: Overview['outcomes'] }) {
  const [view, setView] = useState<View>('chart')
  return (
    <Card title="Last 24 hours" lead="Outcomes of the executions of all accounts, as totals.">
      {outcomes === null ? (
        <p className={styles.faint}>
          History, which counts outcomes, is unavailable. Code still runs; results are stored once it is back.
        </p>
      ) : (
        <Tabs<View>
          label="Views"
          value={view}
          onValueChange={setView}
          tabs={[
            { value: 'chart', label: 'Chart', content: <Chart outcomes={outcomes} /> },
            { value: 'hours', label: 'By hour', content: <HoursTable byHour={outcomes.byHour} /> },
            { value: 'outcomes', label: 'By outcome', content: <ByOutcome outcomes={outcomes} /> },
          ]}
        />
      )}
    </Card>
  )
}

function Chart({ outcomes }: { outcomes: NonNullable<Overview['outcomes']> }) {
  return (
    <Suspense fallback={<Skeleton height="14rem" />}>
      <HoursChart outcomes={outcomes} />
    </Suspense>
  )
}

function ByOutcome({ outcomes }: { outcomes: NonNullable<Overview['outcomes']> }) {
  const shares = toShares(outcomes)
  if (shares.length === 0) return <p className={styles.faint}>Nothing has run in the last 24 hours.</p>
  return (
    <Table
      label="Outcomes"
      rows={shares}
      rowKey={({ status }) => status}
      columns={[
        { title: 'Outcome', cell: ({ status }) => <StatusBadge status={status} /> },
        { title: 'Executions', end: true, cell: ({ count }) => toCount(count) },
        { title: 'Share', end: true, cell: ({ share }) => toPercent(share) },
      ]}
    />
  )
}
