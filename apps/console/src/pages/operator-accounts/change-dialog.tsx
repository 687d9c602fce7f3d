import { useState } from 'react'
import { useOperatorMutations } from '../../api/operator.ts'
import type { Account, Plan } from '../../api/types.ts'
import { Select } from '../../design/controls/select.tsx'
import { ConfirmDialog } from '../../design/overlays/dialog.tsx'
import { useToast } from '../../design/overlays/toast.tsx'
import styles from './accounts.module.css'
import { nameOf } from './accounts-table.tsx'
import { describeChange, toChange } from './describe-change.ts'

interface ChangeDialogProps {
  readonly account: Account
  readonly isOwn: boolean
  readonly plans: readonly Plan[]
  readonly onClose: () => void
}

/** Changes the plan or the role, and describes the effect beforehand. */
export function ChangeDialog({ account, isOwn, plans, onClose }: ChangeDialogProps) {
  const [plan, setPlan] = useState(account.plan.name)
  const [role, setRole] = useState(account.role)
  const { changeAccount } = useOperatorMutations()
  const toast = useToast()
  const change = toChange(account, { plan, role })
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Change ${nameOf(account)}`}
      action="Change account"
      disabled={change === null}
      dangerous={change?.role !== undefined}
      onConfirm={async () => {
        if (change === null) return
        await changeAccount.mutateAsync({ id: account.id, ...change })
        toast.done('Account changed', nameOf(account))
      }}
    >
      <div className={styles.form}>
        <Select
          label="Plan"
          value={plan}
          onValueChange={setPlan}
          options={plans.map(({ name, allowance }) => ({
            value: name,
            label: name,
            detail: `${allowance.executionsPerDay} executions per day`,
          }))}
        />
        <Select
          label="Role"
          value={role}
          onValueChange={setRole}
          options={[
            { value: 'user', label: 'User', detail: 'sees their own data' },
            { value: 'operator', label: 'Operator', detail: 'sees and changes everything here' },
          ]}
        />
        <p role="status">{describeChange(change, isOwn)}</p>
      </div>
    </ConfirmDialog>
  )
}
