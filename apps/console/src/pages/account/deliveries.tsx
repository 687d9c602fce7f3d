import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { deliveriesQuery, type WebhookDelivery } from '../../api/webhooks.ts'
import { Card } from '../../design/card.tsx'
import { Button } from '../../design/controls/button.tsx'
import { Badge } from '../../design/data/badge.tsx'
import { Table } from '../../design/data/table.tsx'
import { Time } from '../../design/data/time.tsx'
import { count } from '../../design/data/time-words.ts'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { SkeletonRows } from '../../design/skeleton.tsx'
import styles from './account.module.css'
import { DELIVERY_WORDS, describeAttempt } from './delivery-words.ts'

/** Deliveries to webhooks and their results. */
export function Deliveries() {
  const query = useInfiniteQuery(deliveriesQuery)
  const { data, error, refetch } = query
  const deliveries = data?.pages.flatMap((page) => page.deliveries)
  return (
    <Card
      title="Webhook deliveries"
      lead="All notifications with all attempts, newest first."
      actions={
        <Button small icon="refresh" busy={query.isRefetching} onClick={() => void refetch()}>
          Look again
        </Button>
      }
    >
      {error && !deliveries && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!deliveries && !error && <SkeletonRows rows={3} height="3rem" />}
      {deliveries?.length === 0 && (
        <p className={styles.note}>Nothing has been sent yet. Send a test above to see one here.</p>
      )}
      {deliveries && deliveries.length > 0 && <List deliveries={deliveries} />}
      {query.hasNextPage && (
        <div>
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Load more
          </Button>
        </div>
      )}
    </Card>
  )
}

function List({ deliveries }: { deliveries: readonly WebhookDelivery[] }) {
  return (
    <Table
      label="Webhook deliveries"
      rows={deliveries}
      rowKey={({ id }) => id}
      columns={[
        { title: 'Outcome', cell: ({ status }) => <Outcome status={status} /> },
        { title: 'About', cell: ({ executionId }) => <About id={executionId} /> },
        { title: 'Sent to', cell: (delivery) => <Tries delivery={delivery} /> },
        { title: 'When', cell: ({ createdAt }) => <Time at={createdAt} ago /> },
      ]}
    />
  )
}

function Outcome({ status }: { status: WebhookDelivery['status'] }) {
  const { word, tone } = DELIVERY_WORDS[status]
  return (
    <Badge tone={tone} dot>
      {word}
    </Badge>
  )
}

function About({ id }: { id: string | null }) {
  if (id === null) return 'Test'
  return (
    <Link to="/history/$id" params={{ id }} aria-label={`Execution ${id}`}>
      Execution
    </Link>
  )
}

function Tries({ delivery: { url, attempts, nextAttemptAt } }: { delivery: WebhookDelivery }) {
  return (
    <details className={styles.tries}>
      <summary>
        <bdi className={styles.url}>{url}</bdi>{' '}
        <span className={styles.note}>{count(attempts.length, 'try', 'tries')}</span>
      </summary>
      <ol>
        {attempts.map((attempt) => (
          <li key={attempt.at}>
            <Time at={attempt.at} />: {describeAttempt(attempt)}
          </li>
        ))}
      </ol>
      {nextAttemptAt !== null && (
        <p className={styles.note}>
          Next try <Time at={nextAttemptAt} ago />.
        </p>
      )}
    </details>
  )
}
