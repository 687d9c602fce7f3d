import { type FormEvent, useId, useState } from 'react'
import { issueOf } from '../../api/issues.ts'
import { useKeyMutations } from '../../api/keys.ts'
import type { Account } from '../../api/types.ts'
import { Button } from '../../design/controls/button.tsx'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { Dialog } from '../../design/overlays/dialog.tsx'
import { KeyFields } from './key-fields.tsx'
import { EMPTY_FORM, findProblems, type KeyForm, toKeyRequest } from './key-form.ts'
import styles from './keys.module.css'

interface CreateKeyProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly plan: Account['plan']
  /** Called with the key itself. */
  readonly onCreated: (token: string) => void
}

export function CreateKey({ open, onOpenChange, plan, onCreated }: CreateKeyProps) {
  const [form, setForm] = useState(EMPTY_FORM)
  const [tried, setTried] = useState(false)
  const { create } = useKeyMutations()
  const id = useId()
  const problems = findProblems(form, plan.allowance)
  const change = (part: Partial<KeyForm>) => setForm((old) => ({ ...old, ...part }))
  const close = () => {
    onOpenChange(false)
    setForm(EMPTY_FORM)
    setTried(false)
    create.reset()
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setTried(true)
    if (Object.keys(problems).length > 0) return focusFirstProblem(event.currentTarget)
    if (create.isPending) return
    create.mutate(toKeyRequest(form, new Date()), {
      onSuccess: ({ token }) => {
        close()
        onCreated(token)
      },
    })
  }
  const said = {
    ...(tried ? problems : {}),
    ...refusals(create.error),
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && close()}
      title="Create a key"
      actions={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button kind="primary" type="submit" form={id} busy={create.isPending}>
            Create key
          </Button>
        </>
      }
    >
      <form id={id} className={styles.form} onSubmit={submit} noValidate>
        <KeyFields form={form} change={change} problems={said} plan={plan.allowance} />
        {create.error && Object.keys(refusals(create.error)).length === 0 && (
          <ErrorNotice error={create.error} />
        )}
      </form>
    </Dialog>
  )
}

/** After the field is marked as invalid, which happens in the next frame. */
function focusFirstProblem(form: HTMLFormElement): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
}

const FIELDS = ['name', 'origins', 'ipRanges', 'expiresAt', 'allowance'] as const

function refusals(error: unknown): Partial<Record<(typeof FIELDS)[number], string>> {
  return Object.fromEntries(
    FIELDS.flatMap((field) => {
      const issue = issueOf(error, field)
      return issue === undefined ? [] : [[field, issue]]
    }),
  )
}
