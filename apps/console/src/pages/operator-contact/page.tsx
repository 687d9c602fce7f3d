import { useState } from 'react'
import { Button } from '../../design/controls/button.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { Page as Frame, PageHeader } from '../../design/page.tsx'
import { SkeletonRows } from '../../design/skeleton.tsx'
import { OperatorOnly } from '../../shell/gates.tsx'
import { EMPTY, type Filter } from './filters.ts'
import { Filters } from './filters-bar.tsx'
import styles from './inbox.module.css'
import { itemId, MessageList } from './message-list.tsx'
import { MessageView } from './message-view.tsx'
import { useInbox } from './use-inbox.ts'

export function Page() {
  return (
    <Frame>
      <PageHeader title="Inbox" lead="Messages from the contact form, and your replies." />
      <OperatorOnly>
        <Inbox />
      </OperatorOnly>
    </Frame>
  )
}

function Inbox() {
  const [filter, setFilter] = useState<Filter>('open')
  const { list, messages, message, choose, keep } = useInbox(filter)
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = list
  const close = () => {
    // Back to the element that had the focus, if it still exists.
    const id = message?.id
    choose(undefined)
    requestAnimationFrame(() => id && document.getElementById(itemId(id))?.focus())
  }
  return (
    <>
      <Filters
        filter={filter}
        open={data?.pages[0]?.open}
        onChange={(next) => {
          setFilter(next)
          choose(undefined)
        }}
      />
      {error && !data && <ErrorNotice error={error} onRetry={() => refetch()} />}
      {!data && !error && <SkeletonRows rows={5} height="4.5rem" />}
      {data && messages.length === 0 && !message && (
        <EmptyState icon="inbox" title={EMPTY[filter].title}>
          {EMPTY[filter].text}
        </EmptyState>
      )}
      {(messages.length > 0 || message) && (
        <div className={styles.columns} data-reading={message ? '' : undefined}>
          <div className={styles.side}>
            <MessageList messages={messages} chosen={message?.id} onChoose={choose} />
            {hasNextPage && (
              <Button busy={isFetchingNextPage} onClick={() => fetchNextPage()}>
                Show older messages
              </Button>
            )}
          </div>
          {message ? (
            <MessageView key={message.id} message={message} onChanged={keep} onClose={close} />
          ) : (
            <p className={styles.hint}>Choose a message to read and answer it.</p>
          )}
        </div>
      )}
    </>
  )
}
