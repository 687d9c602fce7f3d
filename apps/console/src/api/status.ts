import { queryOptions } from '@tanstack/react-query'
import { client } from './client.ts'

export const statusQuery = queryOptions({
  queryKey: ['health', 'status'],
  queryFn: ({ signal }) => client.health.status.query(undefined, { signal }),
  refetchInterval: 10_000,
})
