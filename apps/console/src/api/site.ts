import { RunhiveError } from '@runhive/client'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { client } from './client.ts'

/** What this installation is and really does. */
export interface Site {
  readonly name: string
  readonly version: string
  readonly signIn: boolean
  readonly anonymousExecutions: boolean
  readonly contactEmail: string | null
  readonly privacy: unknown
}

/** Of a gateway that does not tell. */
const PLAIN: Site = {
  name: 'Runhive',
  version: '',
  signIn: true,
  anonymousExecutions: false,
  contactEmail: null,
  privacy: null,
}

interface MaybeSite {
  readonly site: {
    readonly get: { query(input?: undefined, options?: { signal: AbortSignal }): Promise<Site> }
  }
}

export const siteQuery = queryOptions({
  queryKey: ['site'],
  queryFn: async ({ signal }): Promise<Site> =>
    (client as unknown as MaybeSite).site.get.query(undefined, { signal }).catch((error: unknown) => {
      if (error instanceof RunhiveError && error.code === 'NOT_FOUND') return PLAIN
      throw error
    }),
  staleTime: 60_000,
})

export function useSite(): Site | undefined {
  return useQuery(siteQuery).data
}
