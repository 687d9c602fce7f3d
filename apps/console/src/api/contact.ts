import { infiniteQueryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { client } from './client.ts'
import type { ContactState } from './types.ts'

export type ContactRequest = Parameters<typeof client.contact.send.mutate>[0]

export const useSendMessage = () =>
  useMutation({ mutationFn: (message: ContactRequest) => client.contact.send.mutate(message) })

/** Messages, newest first, page by page; of every state unless one is named. Mail goes out meanwhile: it is asked again. */
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
    refetchInterval: 15_000,
  })

/** What an operator does with a message. */
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
