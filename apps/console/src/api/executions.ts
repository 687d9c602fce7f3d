import { RunhiveError } from '@runhive/client'
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

/** What was asked of it: never changes, and is not there when it was not kept. */
export const requestQuery = (id: string) =>
  queryOptions({
    queryKey: ['executions', 'request', id],
    queryFn: ({ signal }) => client.executions.request.query({ id }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })

export function useRemoveExecution() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => client.executions.remove.mutate({ id }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['executions'] }),
  })
}

/** Several, one after the other: not to use up the limit of requests at once. What is gone already counts as removed. */
export function useRemoveExecutions() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (ids: readonly string[]) => {
      for (const id of ids) {
        await client.executions.remove.mutate({ id }).catch((error: unknown) => {
          if (!(error instanceof RunhiveError && error.code === 'NOT_FOUND')) throw error
        })
      }
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['executions'] }),
  })
}

export function useCancelExecution() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => client.executions.cancel.mutate({ id }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['executions'] }),
  })
}
