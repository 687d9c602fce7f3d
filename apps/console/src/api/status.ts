import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { client } from './client.ts'

export const statusQuery = queryOptions({
  queryKey: ['health', 'status'],
  queryFn: ({ signal }) => client.health.status.query(undefined, { signal }),
  refetchInterval: 10_000,
})

/** The service checks itself every minute, so polling more often shows nothing new. */
export const statusHistoryQuery = (hours: number) =>
  queryOptions({
    queryKey: ['health', 'history', hours],
    queryFn: ({ signal }) => client.health.history.query({ hours }, { signal }),
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
  })
