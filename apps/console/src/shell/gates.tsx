import type { ReactNode } from 'react'
import { signInHref, useSession } from '../api/session.ts'
import type { Account } from '../api/types.ts'
import { buttonClass } from '../design/controls/button.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import type { IconName } from '../design/icon.tsx'
import { SkeletonRows } from '../design/skeleton.tsx'

interface GateProps {
  /** What this page offers: shown to signed-out visitors. */
  readonly icon: IconName
  readonly title: string
  readonly teaser: string
  readonly children: (account: Account) => ReactNode
}

/** Shows its content to signed-in visitors, and an invitation to others. Put it below the PageHeader. */
export function SignedIn({ icon, title, teaser, children }: GateProps) {
  const session = useSession()
  if (session.state === 'loading') return <SkeletonRows />
  if (session.state === 'unknown') return <ErrorNotice error={session.error} onRetry={session.retry} />
  if (session.state === 'signed-in') return children(session.account)
  return (
    <EmptyState
      icon={icon}
      title={title}
      actions={
        <a className={buttonClass({ kind: 'primary' })} href={signInHref()}>
          Sign in
        </a>
      }
    >
      {teaser}
    </EmptyState>
  )
}

/** Shows its content to operators only. This is a courtesy: the gateway enforces it. */
export function OperatorOnly({ children }: { children: ReactNode }) {
  return (
    <SignedIn
      icon="shield"
      title="For operators"
      teaser="Sign in with an operator's account to manage this installation."
    >
      {(account) =>
        account.role === 'operator' ? (
          children
        ) : (
          <EmptyState icon="shield" title="For operators">
            This account has no access to the operator pages. An operator can change that with{' '}
            <code>./dev operator</code> or on the Accounts page.
          </EmptyState>
        )
      }
    </SignedIn>
  )
}
