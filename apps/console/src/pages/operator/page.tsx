import { useQuery } from '@tanstack/react-query'
import { overviewQuery } from '../../api/operator.ts'
import type { Overview } from '../../api/types.ts'
import { toHour } from '../../design/data/time-words.ts'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { Note } from '../../design/note.tsx'
import { Page as Frame, PageHeader } from '../../design/page.tsx'
import { Skeleton, SkeletonRows } from '../../design/skeleton.tsx'
import { OperatorOnly } from '../../shell/gates.tsx'
import { Executors } from './executors.tsx'
import { KeyMetrics } from './key-metrics.tsx'
import { Outcomes } from './outcomes.tsx'
import { Queue } from './queue.tsx'
import { Services } from './services.tsx'

export function Page() {
  return (
    <Frame>
      <PageHeader title="Health" lead="Current state of all service instances, executors and the queue." />
      <OperatorOnly>
        <Live />
      </OperatorOnly>
    </Frame>
  )
}

/** Polled every few seconds. The old data stays until new data arrives. */
function Live() {
  const { data, error, refetch } = useQuery(overviewQuery)
  if (!data) return error ? <ErrorNotice error={error} onRetry={() => refetch()} /> : <Waiting />
  return (
    <>
      {error && <Stale overview={data} />}
      <KeyMetrics overview={data} />
      <Executors executors={data.executors} />
      <Queue queue={data.queue} />
      <Outcomes outcomes={data.outcomes} />
      <Services services={data.services} checkedAt={data.checkedAt} />
    </>
  )
}

function Stale({ overview }: { overview: Overview }) {
  return (
    <Note tone="warning">
      The gateway does not respond at the moment. This data is from {toHour(overview.checkedAt)}; retrying
      every few seconds.
    </Note>
  )
}

function Waiting() {
  return (
    <>
      <Skeleton height="6rem" />
      <SkeletonRows rows={3} height="9rem" />
    </>
  )
}
