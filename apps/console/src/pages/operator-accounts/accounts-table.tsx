import type { Account } from '../../api/types.ts'
import { Button } from '../../design/controls/button.tsx'
import { Badge } from '../../design/data/badge.tsx'
import { Table } from '../../design/data/table.tsx'
import { toMoment } from '../../design/data/time-words.ts'
import styles from './accounts.module.css'

interface AccountsTableProps {
  readonly accounts: readonly Account[]
  /** The operator's own account. */
  readonly own: string | undefined
  readonly onChange: (account: Account) => void
  /** Suspends it, or resumes it. */
  readonly onSuspend: (account: Account) => void
}

/** The name of an account. Not every account was created by signing in. */
export const nameOf = ({ name, email, id }: Account): string => name ?? email ?? id

export function AccountsTable({ accounts, own, onChange, onSuspend }: AccountsTableProps) {
  return (
    <Table
      label="Accounts"
      rows={accounts}
      rowKey={({ id }) => id}
      columns={[
        { title: 'Account', cell: (account) => <Who account={account} isOwn={account.id === own} /> },
        {
          title: 'Role',
          cell: ({ role }) => (
            <Badge tone={role === 'operator' ? 'accent' : 'neutral'}>
              {role === 'operator' ? 'Operator' : 'User'}
            </Badge>
          ),
        },
        { title: 'Plan', cell: ({ plan }) => plan.name },
        {
          title: 'Since',
          cell: ({ createdAt }) => <time dateTime={createdAt}>{toMoment(createdAt)}</time>,
        },
        {
          title: '',
          label: 'Actions',
          end: true,
          cell: (account) => (
            <span className={styles.actions}>
              {account.id !== own && <SuspendButton account={account} onPress={() => onSuspend(account)} />}
              <Button small aria-label={`Change ${nameOf(account)}`} onClick={() => onChange(account)}>
                Change
              </Button>
            </span>
          ),
        },
      ]}
    />
  )
}

function SuspendButton({ account, onPress }: { account: Account; onPress: () => void }) {
  const verb = account.suspension ? 'Resume' : 'Suspend'
  return (
    <Button small kind="ghost" aria-label={`${verb} ${nameOf(account)}`} onClick={onPress}>
      {verb}
    </Button>
  )
}

function Who({ account, isOwn }: { account: Account; isOwn: boolean }) {
  const name = nameOf(account)
  return (
    <span className={styles.who}>
      <span>
        {name} {isOwn && <Badge tone="info">You</Badge>}
        {account.suspension && <Badge tone="danger">Suspended</Badge>}
      </span>
      <small>{account.email !== null && account.email !== name ? account.email : account.id}</small>
      {account.suspension && <small>{account.suspension.reason}</small>}
    </span>
  )
}
