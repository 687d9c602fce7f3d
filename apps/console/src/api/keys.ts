import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { client } from './client.ts'

export const keysQuery = queryOptions({
  queryKey: ['keys'],
  queryFn: async ({ signal }) => (await client.keys.list.query(undefined, { signal })).keys,
})

export type KeyRequest = Parameters<typeof client.keys.create.mutate>[0]
export type KeyChange = Parameters<typeof client.keys.update.mutate>[0]

/** Only the answer of `create` ever has the key itself: keep it out of any cache. */
export function useKeyMutations() {
  const queries = useQueryClient()
  const onSuccess = () => queries.invalidateQueries({ queryKey: ['keys'] })
  return {
    create: useMutation({
      mutationFn: (asked: KeyRequest) => client.keys.create.mutate(asked),
      onSuccess,
      gcTime: 0,
    }),
    update: useMutation({ mutationFn: (change: KeyChange) => client.keys.update.mutate(change), onSuccess }),
    remove: useMutation({ mutationFn: (id: string) => client.keys.remove.mutate({ id }), onSuccess }),
  }
}
