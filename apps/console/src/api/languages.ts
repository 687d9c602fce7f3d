import { queryOptions, useQuery } from '@tanstack/react-query'
import { client } from './client.ts'

export const languagesQuery = queryOptions({
  queryKey: ['languages'],
  queryFn: async ({ signal }) => (await client.languages.list.query(undefined, { signal })).runtimes,
  staleTime: 60_000,
})

/** Every available runtime, with the ranges of its limits. */
export const useRuntimes = () => useQuery(languagesQuery)
