import { RunhiveError } from '@runhive/client'
import { QueryClient } from '@tanstack/react-query'
import { mayRetry } from './notice.ts'

const MAX_WAIT_MS = 10_000

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: mayRetry,
      retryDelay: (failures, error) => {
        const asked = error instanceof RunhiveError ? error.retryAfterMs : undefined
        return Math.min(asked ?? 500 * 2 ** failures, MAX_WAIT_MS)
      },
      staleTime: 15_000,
    },
    mutations: { retry: false },
  },
})
