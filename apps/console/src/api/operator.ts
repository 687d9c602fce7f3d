import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'
import { client } from './client.ts'
import type { Plan } from './types.ts'

const OVERVIEW_MS = 5_000

/** The state of the installation, polled every few seconds while the tab is visible. */
export const overviewQuery = queryOptions({
  queryKey: ['operator', 'overview'],
  queryFn: ({ signal }) => client.admin.overview.query(undefined, { signal }),
  refetchInterval: OVERVIEW_MS,
  refetchIntervalInBackground: false,
  staleTime: OVERVIEW_MS,
})

const ACCOUNTS_A_PAGE = 25

export type AccountState = 'any' | 'active' | 'suspended'

/** Accounts whose e-mail address or name contains the words, in pages. */
export const accountsQuery = ({ search, state }: { search: string; state: AccountState }) =>
  infiniteQueryOptions({
    queryKey: ['operator', 'accounts', search, state],
    queryFn: ({ pageParam, signal }) =>
      client.admin.accounts.query(
        {
          limit: ACCOUNTS_A_PAGE,
          ...(search === '' ? {} : { search }),
          ...(state === 'any' ? {} : { state }),
          ...(pageParam === '' ? {} : { cursor: pageParam }),
        },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  })

export const plansQuery = queryOptions({
  queryKey: ['operator', 'plans'],
  queryFn: async ({ signal }) => (await client.admin.plans.query(undefined, { signal })).plans,
})

export type AccountChange = Parameters<typeof client.admin.changeAccount.mutate>[0]

export function useOperatorMutations() {
  const queries = useQueryClient()
  // The changed account may be the operator's own.
  const refresh = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ['operator', 'accounts'] }),
      queries.invalidateQueries({ queryKey: ['account'] }),
    ])
  return {
    changeAccount: useMutation({
      mutationFn: (change: AccountChange) => client.admin.changeAccount.mutate(change),
      onSuccess: refresh,
    }),
    suspendAccount: useMutation({
      mutationFn: (asked: { id: string; reason: string }) => client.admin.suspendAccount.mutate(asked),
      onSuccess: refresh,
    }),
    resumeAccount: useMutation({
      mutationFn: (id: string) => client.admin.resumeAccount.mutate({ id }),
      onSuccess: refresh,
    }),
    putPlan: useMutation({
      mutationFn: (plan: Plan) => client.admin.putPlan.mutate(plan),
      onSuccess: () => queries.invalidateQueries({ queryKey: ['operator', 'plans'] }),
    }),
  }
}
