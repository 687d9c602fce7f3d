import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { type AccountState, accountsQuery, plansQuery } from '../../api/operator.ts'
import { useSession } from '../../api/session.ts'
import type { Account } from '../../api/types.ts'
import { Button } from '../../design/controls/button.tsx'
import { TextField } from '../../design/controls/field.tsx'
import { Select } from '../../design/controls/select.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { Page as Frame, PageHeader } from '../../design/page.tsx'
import { SkeletonRows } from '../../design/skeleton.tsx'
import { OperatorOnly } from '../../shell/gates.tsx'
import styles from './accounts.module.css'
import { AccountsTable } from './accounts-table.tsx'
import { ChangeDialog } from './change-dialog.tsx'
import { ResumeDialog, SuspendDialog } from './suspend-dialog.tsx'

export function Page() {
  return (
    <Frame>
      <PageHeader title="Accounts" lead="Who uses this installation, with which plan, and who operates it." />
      <OperatorOnly>
        <Accounts />
      </OperatorOnly>
    </Frame>
  )
}

const STATES: ReadonlyArray<{ value: AccountState; label: string }> = [
  { value: 'any', label: 'Everybody' },
  { value: 'active', label: 'Active' },
  { value: 'suspended', label: 'Suspended' },
]

/** The service's limit, in characters. */
const MAX_SEARCH = 200

function Accounts() {
  const [search, setSearch] = useState('')
  const [state, setState] = useState<AccountState>('any')
  const [changing, setChanging] = useState<Account>()
  const [suspending, setSuspending] = useState<Account>()
  const asked = useDeferredValue(search.trim())
  const own = useSession().account?.id
  const { data: plans } = useQuery(plansQuery)
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    accountsQuery({ search: asked, state }),
  )
  const accounts = data?.pages.flatMap((page) => page.accounts)
  return (
    <>
      <div className={styles.filters}>
        <TextField
          label="Search"
          type="search"
          placeholder="Part of an e-mail address or name"
          maxLength={MAX_SEARCH}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          className={styles.search}
        />
        <Select label="Show" options={STATES} value={state} onValueChange={setState} />
      </div>
      {error && <ErrorNotice error={error} onRetry={() => refetch()} />}
      {!accounts && !error && <SkeletonRows rows={6} height="3rem" />}
      {accounts?.length === 0 && (
        <EmptyState icon="people" title="No accounts found">
          {emptyWords(asked, state)}
        </EmptyState>
      )}
      {accounts && accounts.length > 0 && (
        <AccountsTable accounts={accounts} own={own} onChange={setChanging} onSuspend={setSuspending} />
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
      {suspending && <Suspending account={suspending} onClose={() => setSuspending(undefined)} />}
    </>
  )
}

function Suspending({ account, onClose }: { account: Account; onClose: () => void }) {
  const Dialog = account.suspension ? ResumeDialog : SuspendDialog
  return <Dialog key={account.id} account={account} onClose={onClose} />
}

function emptyWords(search: string, state: AccountState): string {
  if (search !== '') return 'Search for part of the e-mail address or name, in upper or lower case.'
  if (state === 'suspended') return 'No account is suspended.'
  return 'An account is created when a person signs in for the first time.'
}
