import { infiniteQueryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { client } from './client.ts'
import type { ContactState, InboxMessage } from './types.ts'

export type ContactRequest = Parameters<typeof client.contact.send.mutate>[0]

export const useSendMessage = () =>
  useMutation({ mutationFn: (message: ContactRequest) => client.contact.send.mutate(message) })

const QUIET_MS = 15_000
/** Polled while mail is being sent, so that the page shows when it has been. */
const MAILING_MS = 2_000

/** Messages, newest first, in pages; in every state unless one is given. */
export const inboxQuery = (state: ContactState | undefined) =>
  infiniteQueryOptions({
    queryKey: ['operator', 'inbox', state ?? 'all'],
    queryFn: ({ pageParam, signal }) =>
      client.contact.inbox.query(
        { ...(state ? { state } : {}), ...(pageParam === '' ? {} : { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: ({ state: { data } }) => (data && isMailing(data) ? MAILING_MS : QUIET_MS),
  })

const isMailing = ({ pages }: { pages: ReadonlyArray<{ messages: readonly InboxMessage[] }> }): boolean =>
  pages.some(({ messages }) => messages.some(({ replies }) => replies.some(({ mail }) => mail === 'pending')))

/** The actions of an operator on a message. */
export function useInboxMutations() {
  const queries = useQueryClient()
  const onSuccess = () => queries.invalidateQueries({ queryKey: ['operator', 'inbox'] })
  return {
    reply: useMutation({
      mutationFn: (answer: { id: string; text: string }) => client.contact.reply.mutate(answer),
      onSuccess,
    }),
    archive: useMutation({
      mutationFn: (change: { id: string; archived: boolean }) => client.contact.archive.mutate(change),
      onSuccess,
    }),
    remove: useMutation({ mutationFn: (id: string) => client.contact.remove.mutate({ id }), onSuccess }),
  }
}
