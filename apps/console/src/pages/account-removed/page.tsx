import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { receiptQuery } from '../../api/account.ts'
import type { RemovalReceipt } from '../../api/types.ts'
import { Card } from '../../design/card.tsx'
import { buttonClass } from '../../design/controls/button.tsx'
import { CopyButton } from '../../design/controls/copy-button.tsx'
import { Badge } from '../../design/data/badge.tsx'
import { KeyValue } from '../../design/data/stat.tsx'
import { Table } from '../../design/data/table.tsx'
import { Time } from '../../design/data/time.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { Page as Frame, PageHeader } from '../../design/page.tsx'
import { SkeletonRows } from '../../design/skeleton.tsx'
import { describeParts } from '../account/receipt-words.ts'

const LOOK_AGAIN_MS = 1_500

/** Open to anybody with the URL: the account is gone, and the receipt does not name it. */
export function Page() {
  const search: Readonly<Record<string, unknown>> = useSearch({ strict: false })
  const { receipt } = search
  return (
    <Frame narrow>
      <PageHeader
        title="Account deleted"
        lead="The receipt of a deletion. It contains no name, and needs no sign-in."
      />
      {typeof receipt === 'string' && receipt !== '' ? <Receipt id={receipt} /> : <NoReceipt />}
    </Frame>
  )
}

function Receipt({ id }: { id: string }) {
  const { data, error, refetch } = useQuery({
    ...receiptQuery(id),
    refetchInterval: ({ state }) => (state.data?.status === 'pending' ? LOOK_AGAIN_MS : false),
  })
  if (!data)
    return error ? (
      <ErrorNotice error={error} onRetry={() => void refetch()} />
    ) : (
      <SkeletonRows rows={4} height="3.5rem" />
    )
  return <Shown receipt={data} />
}

function Shown({ receipt: { id, status, requestedAt, finishedAt, parts } }: { receipt: RemovalReceipt }) {
  const done = status === 'done'
  return (
    <Card
      title="Receipt"
      lead={<code>{id}</code>}
      actions={<CopyButton text={location.href} label="Copy the address" />}
    >
      <KeyValue
        entries={[
          ['State', <Outcome key="state" done={done} />],
          ['Asked for', <Time key="asked" at={requestedAt} />],
          [
            'Finished',
            finishedAt === null ? (
              'not yet: this page refreshes by itself'
            ) : (
              <Time key="finished" at={finishedAt} />
            ),
          ],
        ]}
      />
      <Table
        label="What was deleted"
        rows={describeParts(parts)}
        rowKey={({ where }) => where}
        columns={[
          { title: 'Where', cell: ({ where }) => where },
          { title: 'Deleted', cell: ({ what }) => what },
          { title: 'State', cell: (part) => <Outcome done={part.done} /> },
        ]}
      />
      <p role="status" className="visually-hidden">
        {done ? 'Everything has been deleted.' : 'The deletion is in progress.'}
      </p>
    </Card>
  )
}

function Outcome({ done }: { done: boolean }) {
  return (
    <Badge tone={done ? 'success' : 'info'} dot>
      {done ? 'Deleted' : 'Under way'}
    </Badge>
  )
}

function NoReceipt() {
  return (
    <EmptyState
      icon="file"
      title="Which receipt?"
      actions={
        <Link to="/" className={buttonClass()}>
          Go to the playground
        </Link>
      }
    >
      The address of a receipt ends with its number. You were given it when you deleted your account.
    </EmptyState>
  )
}
