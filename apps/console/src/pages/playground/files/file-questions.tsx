import { ConfirmDialog } from '../../../design/overlays/dialog.tsx'
import type { OpenFile, ProgramEditing } from '../use-program.ts'
import { FileDialog } from './file-dialog.tsx'

export type Asking =
  | { readonly what: 'add' }
  | { readonly what: 'rename' | 'remove'; readonly file: OpenFile }

interface QuestionsProps {
  readonly asking: Asking
  readonly files: readonly OpenFile[]
  readonly editing: ProgramEditing
  readonly onDone: () => void
}

/** The dialogs for adding, renaming and deleting files. */
export function FileQuestions({ asking, files, editing, onDone }: QuestionsProps) {
  if (asking.what === 'remove') {
    return (
      <ConfirmDialog
        open
        onOpenChange={onDone}
        title={`Delete ${asking.file.name}?`}
        action="Delete file"
        onConfirm={async () => editing.remove(asking.file.id)}
      >
        Its content will be lost.
      </ConfirmDialog>
    )
  }
  const own = asking.what === 'rename' ? asking.file : undefined
  return (
    <FileDialog
      title={own ? `Rename ${own.name}` : 'New file'}
      name={own?.name ?? ''}
      taken={files.filter((file) => file !== own).map(({ name }) => name)}
      onDone={onDone}
      onName={(name) => (own ? editing.rename(own.id, name) : editing.add(name))}
    />
  )
}
