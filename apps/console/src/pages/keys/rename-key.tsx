import { type FormEvent, useId, useState } from 'react'
import { issueOf } from '../../api/issues.ts'
import { useKeyMutations } from '../../api/keys.ts'
import type { ApiKey } from '../../api/types.ts'
import { Button } from '../../design/controls/button.tsx'
import { TextField } from '../../design/controls/field.tsx'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { Dialog } from '../../design/overlays/dialog.tsx'

export function RenameKey({ apiKey, onClose }: { apiKey: ApiKey | undefined; onClose: () => void }) {
  return apiKey ? <Rename key={apiKey.id} apiKey={apiKey} onClose={onClose} /> : null
}

function Rename({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const [name, setName] = useState(apiKey.name)
  const { update } = useKeyMutations()
  const id = useId()
  const empty = name.trim() === ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!empty && !update.isPending)
      update.mutate({ id: apiKey.id, name: name.trim() }, { onSuccess: onClose })
  }
  const issue = issueOf(update.error, 'name')
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Rename the key"
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form={id} busy={update.isPending}>
            Rename
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={submit} noValidate>
        <TextField
          label="Name"
          value={name}
          maxLength={100}
          error={empty ? 'It needs a name.' : issue}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </form>
      {update.error && issue === undefined && <ErrorNotice error={update.error} />}
    </Dialog>
  )
}
