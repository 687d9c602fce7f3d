import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { statusHistoryQuery, statusQuery } from '../../api/status.ts'
import type { Status } from '../../api/types.ts'
import { Card } from '../../design/card.tsx'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { Page as Frame, PageHeader } from '../../design/page.tsx'
import { Skeleton, SkeletonRows } from '../../design/skeleton.tsx'
import { HistoryLegend } from './history-legend.tsx'
import { OverallState } from './overall-state.tsx'
import { RangeSwitch } from './range-switch.tsx'
import { ServiceRow } from './service-row.tsx'
import styles from './status.module.css'

export function Page() {
  const [hours, setHours] = useState(24)
  const status = useQuery(statusQuery)
  return (
    <Frame narrow>
      <PageHeader title="Status" lead="Current and past state of this installation." />
      {status.data && <OverallState status={status.data} lost={status.isError} />}
      {status.error && !status.data && <ErrorNotice error={status.error} onRetry={() => status.refetch()} />}
      {!status.data && !status.error && <Skeleton height="5rem" />}
      <Card title="Availability" actions={<RangeSwitch hours={hours} onChange={setHours} />}>
        <Availability hours={hours} status={status.isError ? undefined : status.data} />
      </Card>
      <p className={styles.note}>
        Every part is checked once a minute. Times are in your time zone. If something is shown as operational
        but does not work, <Link to="/contact">tell us</Link>.
      </p>
    </Frame>
  )
}

function Availability({ hours, status }: { hours: number; status: Status | undefined }) {
  const { data, error, refetch, isPlaceholderData } = useQuery(statusHistoryQuery(hours))
  if (error && !data) return <ErrorNotice error={error} onRetry={() => refetch()} />
  if (!data) return <SkeletonRows rows={5} height="4.5rem" />
  return (
    <>
      <ul className={styles.services} aria-busy={isPlaceholderData || undefined}>
        {data.services.map((service) => (
          <ServiceRow key={service.name} service={service} history={data} status={status} />
        ))}
      </ul>
      {data.services.length === 0 && (
        <p className={styles.note}>Nothing has been observed yet. Come back in a minute.</p>
      )}
      <HistoryLegend from={data.from} />
    </>
  )
}
