import type { Usage } from '../../api/types.ts'
import { Card } from '../../design/card.tsx'
import { cx } from '../../design/cx.ts'
import { toSpan } from '../../design/data/quantities.ts'
import { Table } from '../../design/data/table.tsx'
import styles from './usage.module.css'
import { byLanguage, type LanguageUsage } from './usage-data.ts'

/** A table with bars beside its numbers. */
export function ByLanguage({ usage }: { usage: Usage }) {
  const languages = byLanguage(usage)
  const most = Math.max(1, ...languages.map(({ runs }) => runs))
  return (
    <Card title="By language">
      <Table
        label="Usage by language"
        rows={languages}
        rowKey={({ language }) => language}
        columns={[
          { title: 'Language', cell: ({ language }) => language },
          { title: 'Runs', cell: (row) => <Bar row={row} most={most} /> },
          { title: 'Without success', end: true, cell: ({ errors }) => errors.toLocaleString('en') },
          { title: 'CPU time', end: true, cell: ({ cpuSeconds }) => toSpan(cpuSeconds * 1_000) },
        ]}
      />
    </Card>
  )
}

function Bar({ row: { runs, errors }, most }: { row: LanguageUsage; most: number }) {
  const percent = (part: number) => `${(part / most) * 100}%`
  return (
    <span className={styles.runs}>
      <span className={styles.number}>{runs.toLocaleString('en')}</span>
      <span className={cx('drawn', styles.track)} aria-hidden="true">
        <span className={styles.good} style={{ width: percent(runs - errors) }} />
        <span className={styles.bad} style={{ width: percent(errors) }} />
      </span>
    </span>
  )
}
