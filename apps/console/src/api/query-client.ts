import { QueryCache, QueryClient } from '@tanstack/react-query'
import { isSignedOut, mayRetry } from './notice.ts'
import { createRecovery, waitAsked } from './recovery.ts'
import { SESSION_KEY } from './session-key.ts'

const MAX_WAIT_MS = 10_000

const recover = createRecovery()

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      // A session may end while a page is open: every part of the page must know.
      if (isSignedOut(error)) queryClient.setQueryData(SESSION_KEY, null)
      else recover(error, query)
    },
  }),
  defaultOptions: {
    queries: {
      retry: mayRetry,
      retryDelay: (failures, error) => Math.min(waitAsked(error) ?? 500 * 2 ** failures, MAX_WAIT_MS),
      staleTime: 15_000,
    },
    mutations: { retry: false },
  },
})
