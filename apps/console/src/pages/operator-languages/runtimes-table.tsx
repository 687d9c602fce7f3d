import type { Runtime } from '../../api/types.ts'
import { Button } from '../../design/controls/button.tsx'
import { Badge } from '../../design/data/badge.tsx'
import { toBytes, toSpan } from '../../design/data/quantities.ts'
import { Table } from '../../design/data/table.tsx'
import styles from './languages.module.css'

interface RuntimesTableProps {
  readonly runtimes: readonly Runtime[]
  readonly onShow: (runtime: Runtime) => void
}

export function RuntimesTable({ runtimes, onShow }: RuntimesTableProps) {
  return (
    <Table
      label="Runtimes"
      rows={runtimes}
      rowKey={({ id }) => id}
      columns={[
        { title: 'Language', cell: (runtime) => <Name runtime={runtime} /> },
        { title: 'Version', cell: ({ version }) => version },
        { title: 'Runtime', cell: ({ id }) => <code>{id}</code> },
        { title: 'Kind', cell: (runtime) => <Kind runtime={runtime} /> },
        { title: 'Time', end: true, cell: ({ limits }) => `up to ${toSpan(limits.wallMs.max)}` },
        { title: 'Memory', end: true, cell: ({ limits }) => `up to ${toBytes(limits.memoryBytes.max)}` },
        {
          title: '',
          label: 'Actions',
          end: true,
          cell: (runtime) => (
            <Button small aria-label={`Limits of ${runtime.id}`} onClick={() => onShow(runtime)}>
              Limits
            </Button>
          ),
        },
      ]}
    />
  )
}

function Name({ runtime: { name, aliases } }: { runtime: Runtime }) {
  return (
    <span className={styles.name}>
      <strong>{name}</strong>
      {aliases.length > 0 && <small>{aliases.join(', ')}</small>}
    </span>
  )
}

function Kind({ runtime: { compiled, interactive, alternative } }: { runtime: Runtime }) {
  return (
    <span className={styles.kinds}>
      <Badge>{compiled ? 'Compiled' : 'Interpreted'}</Badge>
      {interactive && <Badge tone="info">Interactive</Badge>}
      {alternative && <Badge tone="warning">Alternative</Badge>}
    </span>
  )
}
