import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { client } from './client.ts'

export type WebhookDelivery = Awaited<
  ReturnType<typeof client.webhooks.deliveries.query>
>['deliveries'][number]

const PER_PAGE = 10

/** Loaded only when a visitor wants to see it, and dropped with the page. */
export const webhookSecretQuery = queryOptions({
  queryKey: ['webhooks', 'secret'],
  queryFn: async ({ signal }) => (await client.webhooks.secret.query(undefined, { signal })).secret,
  gcTime: 0,
  staleTime: Number.POSITIVE_INFINITY,
})

/** Newest first, in pages. */
export const deliveriesQuery = infiniteQueryOptions({
  queryKey: ['webhooks', 'deliveries'],
  queryFn: ({ pageParam, signal }) =>
    client.webhooks.deliveries.query(
      { limit: PER_PAGE, ...(pageParam !== '' && { cursor: pageParam }) },
      { signal },
    ),
  initialPageParam: '',
  getNextPageParam: (page) => page.nextCursor,
})

export function useWebhookMutations() {
  const queries = useQueryClient()
  return {
    rotate: useMutation({
      mutationFn: () => client.webhooks.rotateSecret.mutate(),
      onSuccess: ({ secret }) => queries.setQueryData(webhookSecretQuery.queryKey, secret),
    }),
    test: useMutation({
      mutationFn: (url: string) => client.webhooks.test.mutate({ url }),
      onSuccess: () => queries.invalidateQueries({ queryKey: deliveriesQuery.queryKey }),
    }),
  }
}
