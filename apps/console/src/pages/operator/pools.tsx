import type { Overview } from '../../api/types.ts'
import { Badge } from '../../design/data/badge.tsx'
import { toCount } from '../../design/data/quantities.ts'
import { Table } from '../../design/data/table.tsx'
import styles from './operator.module.css'

type PoolTable = Overview['executors'][number]['pools']

/** The number of warm cells of each image, and its target. */
export function Pools({ id, pools }: { id: string; pools: PoolTable }) {
  const rows = Object.entries(pools)
    .map(([name, pool]) => ({ name, ...pool }))
    .toSorted((a, b) => b.target - a.target || a.name.localeCompare(b.name))
  if (rows.length === 0) return <p className={styles.faint}>It keeps no cells warm.</p>
  return (
    <Table
      label={`Pools of ${id}`}
      rows={rows}
      rowKey={({ name }) => name}
      columns={[
        { title: 'Pool', cell: ({ name }) => <code>{name}</code> },
        { title: 'Warm', end: true, cell: ({ warm, target }) => `${toCount(warm)} of ${toCount(target)}` },
        { title: 'Starting', end: true, cell: ({ starting }) => toCount(starting) },
        { title: 'Waiting for one', end: true, cell: ({ waiting }) => toCount(waiting) },
        { title: 'State', cell: (row) => <PoolState {...row} /> },
      ]}
    />
  )
}

function PoolState({ warm, target, waiting }: { warm: number; target: number; waiting: number }) {
  if (waiting > 0) return <Badge tone="warning">Short</Badge>
  if (warm < target) return <Badge tone="info">Filling</Badge>
  return <Badge tone="success">Full</Badge>
}
