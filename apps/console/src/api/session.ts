import { queryOptions, useQuery } from '@tanstack/react-query'
import { client } from './client.ts'
import { isSignedOut } from './notice.ts'
import { SESSION_KEY } from './session-key.ts'
import type { Account } from './types.ts'

/** The signed-in account; null if nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: SESSION_KEY,
  queryFn: async ({ signal }): Promise<Account | null> =>
    client.account.get.query(undefined, { signal }).catch((error: unknown) => {
      if (isSignedOut(error)) return null
      throw error
    }),
  staleTime: 60_000,
  // In another tab somebody may have signed out, or signed in to another account.
  refetchOnWindowFocus: 'always',
})

export type SessionState =
  | { readonly state: 'loading' | 'signed-out'; readonly account?: undefined }
  | { readonly state: 'signed-in'; readonly account: Account }
  | {
      readonly state: 'unknown'
      readonly error: unknown
      readonly retry: () => void
      readonly account?: undefined
    }

export function useSession(): SessionState {
  const { data, error, refetch } = useQuery(sessionQuery)
  if (data) return { state: 'signed-in', account: data }
  if (data === null) return { state: 'signed-out' }
  return error ? { state: 'unknown', error, retry: () => void refetch() } : { state: 'loading' }
}

/** The URL that starts signing in. It returns to the current page, or to `path`. */
export function signInHref(path = location.pathname + location.search): string {
  return `/auth/sign-in?${new URLSearchParams({ returnTo: path })}`
}

export const SIGN_OUT_HREF = '/auth/sign-out'
