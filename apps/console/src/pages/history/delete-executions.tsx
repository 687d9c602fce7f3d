import { useRemoveExecutions } from '../../api/executions.ts'
import { count } from '../../design/data/time-words.ts'
import { ConfirmDialog } from '../../design/overlays/dialog.tsx'
import { useToast } from '../../design/overlays/toast.tsx'

interface DeleteExecutionsProps {
  /** undefined: the dialog is closed. */
  readonly ids: readonly string[] | undefined
  readonly onClose: () => void
  readonly onDeleted?: () => void
}

export function DeleteExecutions({ ids, onClose, onDeleted }: DeleteExecutionsProps) {
  const remove = useRemoveExecutions()
  const toast = useToast()
  const several = ids !== undefined && ids.length > 1
  return (
    <ConfirmDialog
      open={ids !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={several ? `Delete ${count(ids.length, 'execution')}?` : 'Delete this execution?'}
      action="Delete"
      onConfirm={async () => {
        if (!ids) return
        await remove.mutateAsync(ids)
        toast.done(`${count(ids.length, 'execution')} deleted`)
        onDeleted?.()
      }}
    >
      Output, files and record are deleted permanently. The usage of the day still includes it.
    </ConfirmDialog>
  )
}
