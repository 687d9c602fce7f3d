import { useState } from 'react'
import { useOperatorMutations } from '../../api/operator.ts'
import type { Account } from '../../api/types.ts'
import { TextField } from '../../design/controls/field.tsx'
import { Time } from '../../design/data/time.tsx'
import { ConfirmDialog } from '../../design/overlays/dialog.tsx'
import { useToast } from '../../design/overlays/toast.tsx'
import styles from './accounts.module.css'
import { nameOf } from './accounts-table.tsx'

interface SuspendDialogProps {
  readonly account: Account
  readonly onClose: () => void
}

/** The service's limit, in characters. */
const MAX_REASON = 300

/** Stops an account that abuses the service. */
export function SuspendDialog({ account, onClose }: SuspendDialogProps) {
  const [reason, setReason] = useState('')
  const { suspendAccount } = useOperatorMutations()
  const toast = useToast()
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Suspend ${nameOf(account)}`}
      action="Suspend account"
      disabled={reason.trim() === ''}
      onConfirm={async () => {
        await suspendAccount.mutateAsync({ id: account.id, reason: reason.trim() })
        toast.done('Account suspended', nameOf(account))
      }}
    >
      <div className={styles.form}>
        <p>
          Within a second, its keys and sessions cannot run or create anything, and its queued and running
          executions are cancelled. Its owner can still sign in, export and delete their data, and contact
          you.
        </p>
        <TextField
          label="Reason"
          hint="Shown to the owner."
          required
          maxLength={MAX_REASON}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </div>
    </ConfirmDialog>
  )
}

/** Ends the suspension. */
export function ResumeDialog({ account, onClose }: SuspendDialogProps) {
  const { resumeAccount } = useOperatorMutations()
  const toast = useToast()
  const { suspension } = account
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Resume ${nameOf(account)}`}
      action="Resume account"
      dangerous={false}
      onConfirm={async () => {
        await resumeAccount.mutateAsync(account.id)
        toast.done('Account resumed', nameOf(account))
      }}
    >
      <div className={styles.form}>
        {suspension && (
          <p>
            Suspended since <Time at={suspension.at} />: {suspension.reason}
          </p>
        )}
        <p>The same keys and sessions will work again from the next request on.</p>
      </div>
    </ConfirmDialog>
  )
}
