import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { client } from './client.ts'

export const statusQuery = queryOptions({
  queryKey: ['health', 'status'],
  queryFn: ({ signal }) => client.health.status.query(undefined, { signal }),
  refetchInterval: 10_000,
})

/** Somebody looks every minute: asking more often tells nothing new. */
export const statusHistoryQuery = (hours: number) =>
  queryOptions({
    queryKey: ['health', 'history', hours],
    queryFn: ({ signal }) => client.health.history.query({ hours }, { signal }),
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
  })
