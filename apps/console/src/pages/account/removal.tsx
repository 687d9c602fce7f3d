import { useState } from 'react'
import { useAccountMutations } from '../../api/account.ts'
import type { Account } from '../../api/types.ts'
import { Card } from '../../design/card.tsx'
import { Button } from '../../design/controls/button.tsx'
import { TextField } from '../../design/controls/field.tsx'
import { ConfirmDialog } from '../../design/overlays/dialog.tsx'
import { forgetDraft } from '../../program/draft.ts'
import styles from './account.module.css'

export function Removal({ account }: { account: Account }) {
  const [asked, setAsked] = useState(false)
  return (
    <Card
      title="Delete the account"
      danger
      lead="Deletes all its data in every service. This cannot be undone."
    >
      <p className={styles.note}>
        Sessions and keys stop working at once. Profile, history, usage, requests, webhooks and messages are
        deleted within moments. A receipt lists what was deleted; you can read it without an account.
      </p>
      <div>
        <Button kind="danger" icon="trash" onClick={() => setAsked(true)}>
          Delete my account
        </Button>
      </div>
      <Confirm account={account} open={asked} onOpenChange={setAsked} />
    </Card>
  )
}

interface ConfirmProps {
  readonly account: Account
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
}

/** Must be typed, so that a single press too many removes nothing. */
function Confirm({ account, open, onOpenChange }: ConfirmProps) {
  const [typed, setTyped] = useState('')
  const { remove } = useAccountMutations()
  const word = account.email ?? 'delete'
  const change = (next: boolean) => {
    setTyped('')
    onOpenChange(next)
  }
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={change}
      title="Delete your account?"
      action="Delete everything"
      disabled={typed.trim().toLowerCase() !== word.toLowerCase()}
      onConfirm={async () => {
        const { id } = await remove.mutateAsync()
        forgetDraft()
        // A fresh page, so that nothing of the account stays in memory.
        location.assign(`/account/removed?receipt=${encodeURIComponent(id)}`)
      }}
    >
      <div className={styles.confirm}>
        <p>
          Programs that use its keys stop working immediately, and nothing can be restored. To continue, type{' '}
          <strong>{word}</strong>.
        </p>
        <TextField
          label={account.email === null ? 'The word above' : 'Your e-mail address'}
          autoCapitalize="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </div>
    </ConfirmDialog>
  )
}
