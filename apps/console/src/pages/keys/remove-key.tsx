import { useKeyMutations } from '../../api/keys.ts'
import type { ApiKey } from '../../api/types.ts'
import { ConfirmDialog } from '../../design/overlays/dialog.tsx'
import { useToast } from '../../design/overlays/toast.tsx'

export function RemoveKey({ apiKey, onClose }: { apiKey: ApiKey | undefined; onClose: () => void }) {
  const { remove } = useKeyMutations()
  const toast = useToast()
  return (
    <ConfirmDialog
      open={apiKey !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={`Remove “${apiKey?.name ?? ''}”?`}
      action="Remove key"
      onConfirm={async () => {
        if (!apiKey) return
        await remove.mutateAsync(apiKey.id)
        toast.done('Key removed', 'It is refused everywhere within a second.')
      }}
    >
      Programs that use it are refused at once, and their open streams end. It cannot be restored. To stop it
      temporarily, deactivate it instead.
    </ConfirmDialog>
  )
}
