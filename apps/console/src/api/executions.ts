import { RunhiveError } from '@runhive/client'
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { client } from './client.ts'

export type ExecutionFilter = Omit<NonNullable<Parameters<typeof client.executions.list.query>[0]>, 'cursor'>

/** Finished executions, newest first, in pages. */
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

/** The stored request. It never changes, and is missing if it was not kept. */
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

/** Removes several, one after the other, to spare the rate limit. Executions that are already gone count as removed. */
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
