import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { executionsQuery } from '../../api/executions.ts'
import { Button, buttonClass } from '../../design/controls/button.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { SkeletonRows } from '../../design/skeleton.tsx'
import { DeleteExecutions } from './delete-executions.tsx'
import { ExecutionTable } from './execution-table.tsx'
import { type HistorySearch, toFilter } from './filter.ts'
import styles from './history.module.css'
import { Selection } from './selection.tsx'

interface ExecutionListProps {
  readonly search: HistorySearch
  readonly clear: () => void
}

export function ExecutionList({ search, clear }: ExecutionListProps) {
  const query = useInfiniteQuery(executionsQuery(toFilter(search)))
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [deleting, setDeleting] = useState<readonly string[]>()
  const { data, error, refetch } = query
  if (!data) {
    return error ? (
      <ErrorNotice error={error} onRetry={() => void refetch()} />
    ) : (
      <SkeletonRows rows={8} height="3.5rem" />
    )
  }
  const executions = data.pages.flatMap((page) => page.executions)
  if (executions.length === 0)
    return Object.keys(search).length > 0 ? <NoneLikeThat clear={clear} /> : <NoneYet />
  // Executions that are no longer listed are not selected either.
  const chosen = executions.filter(({ id }) => selected.has(id)).map(({ id }) => id)
  return (
    <>
      <Selection
        chosen={chosen.length}
        of={executions.length}
        more={query.hasNextPage}
        selectAll={(all) => setSelected(new Set(all ? executions.map(({ id }) => id) : []))}
        remove={() => setDeleting(chosen)}
      />
      <ExecutionTable
        executions={executions}
        selected={selected}
        select={setSelected}
        remove={(id) => setDeleting([id])}
      />
      {query.isFetchNextPageError && <ErrorNotice error={error} />}
      {query.hasNextPage && (
        <div className={styles.more}>
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Load more
          </Button>
        </div>
      )}
      <DeleteExecutions ids={deleting} onClose={() => setDeleting(undefined)} />
    </>
  )
}

function NoneYet() {
  return (
    <EmptyState
      icon="history"
      title="Nothing has run yet"
      actions={
        <>
          <Link to="/" className={buttonClass({ kind: 'primary' })}>
            Open the playground
          </Link>
          <Link to="/keys" className={buttonClass()}>
            Create an API key
          </Link>
        </>
      }
    >
      Executions from the playground or with an API key appear here when they have finished: the program, its
      output and its timings. Executions sent with <code>"store": false</code> do not.
    </EmptyState>
  )
}

function NoneLikeThat({ clear }: { clear: () => void }) {
  return (
    <EmptyState
      icon="filter"
      title="Nothing matches"
      actions={<Button onClick={clear}>Clear the filter</Button>}
    >
      None of your executions matches. They may have expired: the privacy page says how long they are stored.
    </EmptyState>
  )
}
