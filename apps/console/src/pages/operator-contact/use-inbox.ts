import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { inboxQuery } from '../../api/contact.ts'
import type { InboxMessage } from '../../api/types.ts'
import type { Filter } from './filters.ts'

/**
 * The messages of a filter and the open one. Answering or archiving may remove a message from the list: it stays open,
 * in its new state, until another one is chosen.
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
