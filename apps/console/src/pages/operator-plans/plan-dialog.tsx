import { type FormEvent, useId, useState } from 'react'
import { readFieldErrors } from '../../api/field-errors.ts'
import { useOperatorMutations } from '../../api/operator.ts'
import type { Plan } from '../../api/types.ts'
import { Button } from '../../design/controls/button.tsx'
import { TextField } from '../../design/controls/field.tsx'
import { toCount } from '../../design/data/quantities.ts'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { Dialog } from '../../design/overlays/dialog.tsx'
import { useToast } from '../../design/overlays/toast.tsx'
import { NUMBERS, type PlanDraft, readDraft, toDraft } from './plan-draft.ts'
import styles from './plans.module.css'

interface PlanDialogProps {
  /** undefined for a new plan. */
  readonly plan: Plan | undefined
  readonly taken: readonly string[]
  readonly onClose: () => void
}

/** It may be out of sight at phone width. */
function focusFirstError(form: string): void {
  document.getElementById(form)?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
}

/** Creates a plan, or changes the limits of one. The name of a plan cannot change. */
export function PlanDialog({ plan, taken, onClose }: PlanDialogProps) {
  const [draft, setDraft] = useState(() => toDraft(plan))
  const [own, setOwn] = useState<Partial<Record<string, string>>>({})
  const { putPlan } = useOperatorMutations()
  const toast = useToast()
  const form = useId()
  const said = readFieldErrors(putPlan.error)
  const errors: Partial<Record<string, string>> = { ...said, ...own }
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (putPlan.isPending) return
    const read = readDraft(draft, plan ? [] : taken)
    setOwn('errors' in read ? read.errors : {})
    if ('errors' in read) {
      requestAnimationFrame(() => focusFirstError(form))
      return
    }
    putPlan.mutate(read.plan, {
      onSuccess: ({ name }) => {
        toast.done(plan ? 'Plan changed' : 'Plan made', name)
        onClose()
      },
    })
  }
  const field = (path: keyof PlanDraft) => ({
    value: draft[path],
    error: errors[path],
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) => {
      setDraft({ ...draft, [path]: currentTarget.value })
      setOwn({ ...own, [path]: undefined })
    },
  })
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={plan ? `Edit plan ${plan.name}` : 'Create a plan'}
      description={
        plan
          ? 'Accounts with this plan get the new limits within a second.'
          : 'Assign it to accounts on the Accounts page.'
      }
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form={form} busy={putPlan.isPending}>
            {plan ? 'Save plan' : 'Create plan'}
          </Button>
        </>
      }
    >
      <form id={form} className={styles.form} onSubmit={save} noValidate>
        {!plan && (
          <TextField
            label="Name"
            hint="Lower-case letters, digits and hyphens. It cannot be changed later."
            {...field('name')}
          />
        )}
        <div className={styles.numbers}>
          {NUMBERS.map(({ path, label, hint, maximum }) => (
            <TextField
              key={path}
              label={label}
              inputMode="numeric"
              hint={`${hint} 1 to ${toCount(maximum)}.`}
              {...field(path)}
            />
          ))}
        </div>
        {putPlan.error && !said && <ErrorNotice error={putPlan.error} />}
      </form>
    </Dialog>
  )
}
