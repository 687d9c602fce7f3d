import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { client } from './client.ts'

export type ExecutionFilter = Omit<NonNullable<Parameters<typeof client.executions.list.query>[0]>, 'cursor'>

/** Finished executions, newest first, page by page. */
export const executionsQuery = (filter: ExecutionFilter) =>
  infiniteQueryOptions({
    queryKey: ['executions', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      client.executions.list.query(pageParam === '' ? filter : { ...filter, cursor: pageParam }, { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  })

export const executionQuery = (id: string) =>
  queryOptions({
    queryKey: ['executions', 'one', id],
    queryFn: ({ signal }) => client.executions.get.query({ id }, { signal }),
  })

export function useRemoveExecution() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => client.executions.remove.mutate({ id }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['executions'] }),
  })
}
