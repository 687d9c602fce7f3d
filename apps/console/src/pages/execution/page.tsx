import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { executionQuery, requestQuery, useCancelExecution } from '../../api/executions.ts'
import type { ExecutionResult, ExecutionView } from '../../api/types.ts'
import { Card } from '../../design/card.tsx'
import { Button } from '../../design/controls/button.tsx'
import { StatusBadge } from '../../design/data/status-badge.tsx'
import { Time } from '../../design/data/time.tsx'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { Icon } from '../../design/icon.tsx'
import { useToast } from '../../design/overlays/toast.tsx'
import { Page as Frame, PageHeader } from '../../design/page.tsx'
import { SkeletonRows } from '../../design/skeleton.tsx'
import { useRerun } from '../../program/use-rerun.ts'
import { SignedIn } from '../../shell/gates.tsx'
import { DeleteExecutions } from '../history/delete-executions.tsx'
import styles from './execution.module.css'
import { isNotKept, ProgramCard } from './program.tsx'
import { ResultView } from './result-view.tsx'

const LOOK_AGAIN_MS = 1_000

export function Page() {
  const { id = '' } = useParams({ strict: false })
  return (
    <Frame>
      <nav aria-label="Breadcrumb">
        <Link to="/history" className={styles.back}>
          <Icon name="arrowLeft" size={14} />
          History
        </Link>
      </nav>
      <PageHeader title="Execution" lead={<code className={styles.id}>{id}</code>} />
      <SignedIn
        icon="history"
        title="Sign in to see this execution"
        teaser="Only the account that ran it can open it."
      >
        {() => <Execution id={id} />}
      </SignedIn>
    </Frame>
  )
}

function Execution({ id }: { id: string }) {
  const { data, error, refetch } = useQuery({
    ...executionQuery(id),
    refetchInterval: ({ state }) => (state.data && !isFinished(state.data) ? LOOK_AGAIN_MS : false),
  })
  if (!data)
    return error ? (
      <ErrorNotice error={error} onRetry={() => void refetch()} />
    ) : (
      <SkeletonRows rows={5} height="6rem" />
    )
  if (!isFinished(data))
    return (
      <>
        <UnderWay id={id} execution={data} />
        <ProgramCard id={id} />
      </>
    )
  return (
    <>
      <Actions execution={data} />
      <ResultView result={data} program={<ProgramCard id={id} runtimeId={data.runtime} />} />
    </>
  )
}

const isFinished = (view: ExecutionView): view is ExecutionResult => 'timings' in view

function UnderWay({ id, execution }: { id: string; execution: Exclude<ExecutionView, ExecutionResult> }) {
  const cancel = useCancelExecution()
  const toast = useToast()
  return (
    <Card
      title="It has not finished yet"
      actions={
        <Button
          icon="stop"
          busy={cancel.isPending}
          onClick={() => cancel.mutate(id, { onError: toast.failed })}
        >
          Stop it
        </Button>
      }
    >
      <p className={styles.line} role="status">
        <StatusBadge status={execution.status} /> Accepted <Time at={execution.createdAt} ago />. The result
        appears here by itself.
      </p>
    </Card>
  )
}

function Actions({ execution: { id, runtime } }: { execution: ExecutionResult }) {
  const [deleting, setDeleting] = useState(false)
  const navigate = useNavigate()
  const { rerun, busy } = useRerun({ id, runtime })
  const { error } = useQuery(requestQuery(id))
  return (
    <div className={styles.actions}>
      <Button kind="primary" icon="play" busy={busy} disabled={isNotKept(error)} onClick={rerun}>
        Run again
      </Button>
      <Button icon="trash" onClick={() => setDeleting(true)}>
        Delete
      </Button>
      <DeleteExecutions
        ids={deleting ? [id] : undefined}
        onClose={() => setDeleting(false)}
        onDeleted={() => void navigate({ to: '/history' })}
      />
    </div>
  )
}
