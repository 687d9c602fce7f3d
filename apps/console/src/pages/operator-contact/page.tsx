import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { inboxQuery } from '../../api/contact.ts'
import type { ContactState } from '../../api/types.ts'
import { Button } from '../../design/button.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { toCount } from '../../design/figures.ts'
import { Page as Frame, PageHeader } from '../../design/page.tsx'
import { SkeletonRows } from '../../design/skeleton.tsx'
import { OperatorOnly } from '../../shell/gates.tsx'
import { EMPTY, FILTERS, type Filter } from './filters.ts'
import styles from './inbox.module.css'
import { MessageList } from './message-list.tsx'
import { MessageView } from './message-view.tsx'

export function Page() {
  return (
    <Frame>
      <PageHeader title="Inbox" lead="What people wrote through the contact form, and your answers." />
      <OperatorOnly>
        <Inbox />
      </OperatorOnly>
    </Frame>
  )
}

function Inbox() {
  const [filter, setFilter] = useState<Filter>('open')
  const [chosen, setChosen] = useState<string>()
  const state: ContactState | undefined = filter === 'all' ? undefined : filter
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    inboxQuery(state),
  )
  const messages = data?.pages.flatMap((page) => page.messages) ?? []
  const message = messages.find(({ id }) => id === chosen)
  return (
    <>
      <fieldset className={styles.filters}>
        <legend className="visually-hidden">Which messages</legend>
        {FILTERS.map(({ value, label }) => (
          <Button
            key={value}
            small
            kind={value === filter ? 'secondary' : 'ghost'}
            aria-pressed={value === filter}
            onClick={() => setFilter(value)}
          >
            {label}
            {value === 'open' && data?.pages[0] ? ` (${toCount(data.pages[0].open)})` : ''}
          </Button>
        ))}
      </fieldset>
      {error && !data && <ErrorNotice error={error} onRetry={() => refetch()} />}
      {!data && !error && <SkeletonRows rows={5} height="4.5rem" />}
      {data && messages.length === 0 && (
        <EmptyState icon="inbox" title={EMPTY[filter].title}>
          {EMPTY[filter].text}
        </EmptyState>
      )}
      {messages.length > 0 && (
        <div className={styles.columns} data-reading={message ? '' : undefined}>
          <div className={styles.side}>
            <MessageList messages={messages} chosen={chosen} onChoose={setChosen} />
            {hasNextPage && (
              <Button busy={isFetchingNextPage} onClick={() => fetchNextPage()}>
                Show older messages
              </Button>
            )}
          </div>
          {message ? (
            <MessageView key={message.id} message={message} onClose={() => setChosen(undefined)} />
          ) : (
            <p className={styles.hint}>Choose a message to read and answer it.</p>
          )}
        </div>
      )}
    </>
  )
}
