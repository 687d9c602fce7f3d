import { queryOptions, useQuery } from '@tanstack/react-query'
import { client } from './client.ts'

export type Site = Awaited<ReturnType<typeof client.site.get.query>>

/** Facts about this installation. Those of a service that is away are null. */
export const siteQuery = queryOptions({
  queryKey: ['site'],
  queryFn: ({ signal }) => client.site.get.query(undefined, { signal }),
  staleTime: 60_000,
})

export function useSite(): Site | undefined {
  return useQuery(siteQuery).data
}
