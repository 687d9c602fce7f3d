import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { accountsQuery, plansQuery } from '../../api/operator.ts'
import { useSession } from '../../api/session.ts'
import type { Account } from '../../api/types.ts'
import { Button } from '../../design/button.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { TextField } from '../../design/field.tsx'
import { Page as Frame, PageHeader } from '../../design/page.tsx'
import { SkeletonRows } from '../../design/skeleton.tsx'
import { OperatorOnly } from '../../shell/gates.tsx'
import { AccountsTable } from './accounts-table.tsx'
import { ChangeDialog } from './change-dialog.tsx'

export function Page() {
  return (
    <Frame>
      <PageHeader
        title="Accounts"
        lead="Who uses this installation, on which plan, and who may look after it."
      />
      <OperatorOnly>
        <Accounts />
      </OperatorOnly>
    </Frame>
  )
}

/** Characters, as the service takes them. */
const MAX_SEARCH = 200

function Accounts() {
  const [search, setSearch] = useState('')
  const [changing, setChanging] = useState<Account>()
  const asked = useDeferredValue(search.trim())
  const own = useSession().account?.id
  const { data: plans } = useQuery(plansQuery)
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    accountsQuery(asked),
  )
  const accounts = data?.pages.flatMap((page) => page.accounts)
  return (
    <>
      <TextField
        label="Search"
        type="search"
        placeholder="Part of an e-mail or a name"
        maxLength={MAX_SEARCH}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      {error && <ErrorNotice error={error} onRetry={() => refetch()} />}
      {!accounts && !error && <SkeletonRows rows={6} height="3rem" />}
      {accounts?.length === 0 && (
        <EmptyState icon="people" title="Nobody is found">
          {asked === ''
            ? 'An account comes about when somebody signs in for the first time.'
            : 'Search for a part of the e-mail address or the name; whether letters are capital does not matter.'}
        </EmptyState>
      )}
      {accounts && accounts.length > 0 && (
        <AccountsTable accounts={accounts} own={own} onChange={setChanging} />
      )}
      {hasNextPage && (
        <div>
          <Button busy={isFetchingNextPage} onClick={() => fetchNextPage()}>
            Show more accounts
          </Button>
        </div>
      )}
      {changing && (
        <ChangeDialog
          key={changing.id}
          account={changing}
          isOwn={changing.id === own}
          plans={plans ?? [changing.plan]}
          onClose={() => setChanging(undefined)}
        />
      )}
    </>
  )
}
