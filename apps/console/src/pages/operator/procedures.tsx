import type { Overview } from '../../api/types.ts'
import { toCount, toPercent, toSpan } from '../../design/data/quantities.ts'
import { Table } from '../../design/data/table.tsx'
import styles from './operator.module.css'

export type Procedure = Overview['services'][number]['instances'][number]['procedures'][number]

interface ProceduresProps {
  readonly label: string
  readonly procedures: readonly Procedure[]
  /** Includes procedures without a call. */
  readonly quiet: boolean
}

export function Procedures({ label, procedures, quiet }: ProceduresProps) {
  const shown = procedures.filter(({ calls }) => quiet || calls > 0).toSorted((a, b) => b.calls - a.calls)
  if (procedures.length === 0) return <p className={styles.faint}>It serves no procedures on the mesh.</p>
  if (shown.length === 0) return <p className={styles.faint}>None of its procedures has been called yet.</p>
  return (
    // The totals are visible; the details open on a press.
    <details className={styles.details}>
      <summary>{summarize(procedures)}</summary>
      <Table
        label={label}
        rows={shown}
        rowKey={({ name }) => name}
        columns={[
          { title: 'Procedure', cell: ({ name }) => <code>{name}</code> },
          { title: 'Calls', end: true, cell: ({ calls }) => toCount(calls) },
          {
            title: 'Errors',
            end: true,
            cell: ({ errors, calls }) => <Errors errors={errors} calls={calls} />,
          },
          { title: 'Average', end: true, cell: ({ averageMs }) => toSpan(averageMs) },
        ]}
      />
    </details>
  )
}

function summarize(procedures: readonly Procedure[]): string {
  const sum = (field: 'calls' | 'errors') => procedures.reduce((total, own) => total + own[field], 0)
  const errors = sum('errors')
  return `${toCount(sum('calls'))} calls, ${errors === 0 ? 'no errors' : `${toCount(errors)} errors`}`
}

function Errors({ errors, calls }: { errors: number; calls: number }) {
  if (errors === 0) return <span className={styles.faint}>0</span>
  return (
    <span className={styles.bad}>
      {toCount(errors)} ({toPercent(calls === 0 ? 1 : errors / calls)})
    </span>
  )
}
