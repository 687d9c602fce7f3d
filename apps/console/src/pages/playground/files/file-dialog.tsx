import { type FormEvent, useId, useState } from 'react'
import { Button } from '../../../design/controls/button.tsx'
import { TextField } from '../../../design/controls/field.tsx'
import { Dialog } from '../../../design/overlays/dialog.tsx'
import { fileNameProblem } from '../../../program/program.ts'

interface FileDialogProps {
  readonly title: string
  readonly name: string
  readonly taken: readonly string[]
  readonly onName: (name: string) => void
  readonly onDone: () => void
}

/** Asks for the name of a file. */
export function FileDialog({ title, name: known, taken, onName, onDone }: FileDialogProps) {
  const form = useId()
  const [name, setName] = useState(known)
  const [error, setError] = useState<string>()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const problem =
      fileNameProblem(name) ?? (taken.includes(name) ? 'Another file has this name.' : undefined)
    setError(problem)
    if (problem !== undefined) return
    onName(name)
    onDone()
  }
  return (
    <Dialog
      open
      onOpenChange={onDone}
      title={title}
      actions={
        <>
          <Button onClick={onDone}>Cancel</Button>
          <Button kind="primary" type="submit" form={form}>
            {known === '' ? 'Add file' : 'Rename'}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate>
        <TextField
          label="Name"
          hint="Relative to the work folder, e.g. lib/helper.py. The first source is the main file."
          mono
          value={name}
          error={error}
          onChange={(event) => setName(event.currentTarget.value)}
          spellCheck={false}
        />
      </form>
    </Dialog>
  )
}
