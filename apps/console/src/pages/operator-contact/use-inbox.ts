import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { inboxQuery } from '../../api/contact.ts'
import type { InboxMessage } from '../../api/types.ts'
import type { Filter } from './filters.ts'

/**
 * The messages of a filter and the one that is read. Answering or archiving takes a message out of its list: it stays
 * to be read, as it is now, until another is chosen.
 */
export function useInbox(filter: Filter) {
  const [chosen, setChosen] = useState<string>()
  const [kept, setKept] = useState<InboxMessage>()
  const list = useInfiniteQuery(inboxQuery(filter === 'all' ? undefined : filter))
  const messages = messagesOf(list.data)
  const listed = messages.find(({ id }) => id === chosen)
  const isGone = listed === undefined && kept !== undefined && kept.id === chosen
  // Where it is now: how its mail stands is told there.
  const elsewhere = useInfiniteQuery({ ...inboxQuery(kept?.state), enabled: isGone })
  const moved = isGone ? (messagesOf(elsewhere.data).find(({ id }) => id === chosen) ?? kept) : undefined
  return { list, messages, message: listed ?? moved, choose: setChosen, keep: setKept }
}

const messagesOf = (data: InfiniteData<{ messages: InboxMessage[] }> | undefined): InboxMessage[] =>
  data?.pages.flatMap((page) => page.messages) ?? []
