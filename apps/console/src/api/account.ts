import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { client } from './client.ts'
import { sessionQuery } from './session.ts'

/** Days are UTC dates; the last 30 by default. */
export const usageQuery = (days: { from?: string; to?: string } = {}) =>
  queryOptions({
    queryKey: ['account', 'usage', days],
    queryFn: ({ signal }) => client.account.usage.query(days, { signal }),
  })

export const sessionsQuery = queryOptions({
  queryKey: ['account', 'sessions'],
  queryFn: async ({ signal }) => (await client.account.sessions.query(undefined, { signal })).sessions,
})

export const receiptQuery = (id: string) =>
  queryOptions({
    queryKey: ['account', 'receipt', id],
    queryFn: ({ signal }) => client.account.receipt.query({ id }, { signal }),
  })

export function useAccountMutations() {
  const queries = useQueryClient()
  const refresh = () => queries.invalidateQueries({ queryKey: ['account'] })
  return {
    rename: useMutation({
      mutationFn: (name: string) => client.account.update.mutate({ name }),
      onSuccess: (account) => queries.setQueryData(sessionQuery.queryKey, account),
    }),
    endSession: useMutation({
      mutationFn: (id: string) => client.account.endSession.mutate({ id }),
      onSuccess: refresh,
    }),
    signOutEverywhere: useMutation({
      mutationFn: () => client.account.signOutEverywhere.mutate(),
      onSuccess: refresh,
    }),
    /** Removes everything of the account. The answer is a receipt that can be read without signing in. */
    remove: useMutation({ mutationFn: () => client.account.remove.mutate() }),
  }
}
