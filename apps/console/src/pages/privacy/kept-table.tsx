import type { Site } from '../../api/site.ts'
import { Table } from '../../design/data/table.tsx'
import { listKept } from './kept.ts'
import styles from './privacy.module.css'

export function KeptTable({ facts }: { facts: Site['privacy'] }) {
  return (
    <Table
      label="What is stored, why, and how long"
      className={styles.kept}
      rows={listKept(facts)}
      rowKey={({ what }) => what}
      columns={[
        { title: 'What', cell: ({ what }) => what },
        { title: 'What for', cell: ({ why }) => why },
        { title: 'How long', cell: ({ until }) => until },
      ]}
    />
  )
}
