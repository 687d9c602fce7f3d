import type { Runtime } from '../../api/types.ts'
import { Table } from '../../design/data/table.tsx'
import { Dialog } from '../../design/overlays/dialog.tsx'
import { type LimitRow, toLimitRows } from './limit-rows.ts'

/** Every limit of a runtime: the default, and the range that a request may ask for. */
export function LimitsDialog({ runtime, onClose }: { runtime: Runtime; onClose: () => void }) {
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={`${runtime.name} ${runtime.version}`}
      description={
        <>
          Set by the executor’s settings; the source file is called <code>{runtime.fileName}</code>.
        </>
      }
    >
      <Table<LimitRow>
        label={`Limits of ${runtime.id}`}
        rows={toLimitRows(runtime)}
        rowKey={({ phase, name }) => `${phase} ${name}`}
        columns={[
          { title: 'Limit', cell: ({ name }) => name },
          { title: 'Phase', cell: ({ phase }) => phase },
          { title: 'Unless asked', end: true, cell: ({ standard }) => standard },
          { title: 'From', end: true, cell: ({ least }) => least },
          { title: 'To', end: true, cell: ({ most }) => most },
        ]}
      />
    </Dialog>
  )
}
