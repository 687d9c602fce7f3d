import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { plansQuery } from '../../api/operator.ts'
import type { Plan } from '../../api/types.ts'
import { Button } from '../../design/controls/button.tsx'
import { count } from '../../design/data/time-words.ts'
import { EmptyState } from '../../design/empty-state.tsx'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { Bar, Page as Frame, PageHeader } from '../../design/page.tsx'
import { SkeletonRows } from '../../design/skeleton.tsx'
import { OperatorOnly } from '../../shell/gates.tsx'
import { PlanDialog } from './plan-dialog.tsx'
import { PlansTable } from './plans-table.tsx'

export function Page() {
  return (
    <Frame>
      <PageHeader title="Plans" lead="How much accounts may use. All account limits are set here." />
      <OperatorOnly>
        <Plans />
      </OperatorOnly>
    </Frame>
  )
}

function Plans() {
  const { data, error, refetch } = useQuery(plansQuery)
  const [editing, setEditing] = useState<Plan | 'new'>()
  return (
    <>
      <Bar>
        <p>{data && count(data.length, 'plan')}</p>
        <Button kind="primary" icon="plus" onClick={() => setEditing('new')}>
          Create plan
        </Button>
      </Bar>
      {error && !data && <ErrorNotice error={error} onRetry={() => refetch()} />}
      {!data && !error && <SkeletonRows rows={3} height="3rem" />}
      {data?.length === 0 && (
        <EmptyState icon="plans" title="No plans">
          A plan sets how many requests and executions an account may use, and how long results are stored.
          Create the first one.
        </EmptyState>
      )}
      {data && data.length > 0 && <PlansTable plans={data} onEdit={setEditing} />}
      {editing && (
        <PlanDialog
          key={editing === 'new' ? '' : editing.name}
          plan={editing === 'new' ? undefined : editing}
          taken={data?.map(({ name }) => name) ?? []}
          onClose={() => setEditing(undefined)}
        />
      )}
    </>
  )
}
