import { type FormEvent, useState } from 'react'
import { useAccountMutations } from '../../api/account.ts'
import { issueOf } from '../../api/issues.ts'
import type { Account } from '../../api/types.ts'
import { Card } from '../../design/card.tsx'
import { Button } from '../../design/controls/button.tsx'
import { TextField } from '../../design/controls/field.tsx'
import { KeyValue } from '../../design/data/stat.tsx'
import { Time } from '../../design/data/time.tsx'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { useToast } from '../../design/overlays/toast.tsx'
import styles from './account.module.css'

export function Profile({ account }: { account: Account }) {
  const [name, setName] = useState(account.name ?? '')
  const { rename } = useAccountMutations()
  const toast = useToast()
  const changed = name.trim() !== '' && name.trim() !== account.name
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (changed && !rename.isPending)
      rename.mutate(name.trim(), { onSuccess: () => toast.done('Name saved') })
  }
  const issue = issueOf(rename.error, 'name')
  return (
    <Card title="Profile">
      <form className={styles.name} onSubmit={submit} noValidate>
        <TextField
          label="Name"
          autoComplete="name"
          maxLength={200}
          value={name}
          error={issue}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" disabled={!changed} busy={rename.isPending}>
          Save name
        </Button>
      </form>
      {rename.error && issue === undefined && <ErrorNotice error={rename.error} />}
      <KeyValue
        entries={[
          ['E-mail', account.email ?? 'none'],
          ['Role', account.role === 'operator' ? 'Operator of this installation' : 'User'],
          ['Member since', <Time key="since" at={account.createdAt} />],
        ]}
      />
      <p className={styles.note}>
        Name and e-mail address come from your sign-in provider. A name you enter here is kept; the address
        follows the one you sign in with.
      </p>
    </Card>
  )
}
