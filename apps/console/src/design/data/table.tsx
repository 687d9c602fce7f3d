import type { Key, ReactNode } from 'react'
import { cx } from '../cx.ts'
import styles from './table.module.css'

export interface Column<Row> {
  /** Shown above the column, at phone width before each value. '' for a column of actions, which `label` names. */
  readonly title: string
  readonly label?: string
  readonly cell: (row: Row) => ReactNode
  /** For numbers: aligned to the end, with digits of equal width. */
  readonly end?: boolean
}

interface TableProps<Row> {
  /** What it lists, for screen readers. */
  readonly label: string
  readonly columns: ReadonlyArray<Column<Row>>
  readonly rows: ReadonlyArray<Row>
  readonly rowKey: (row: Row) => Key
  /** Class of the table, for a page that lays out its cards differently. */
  readonly className?: string | undefined
}

/** A table; at phone width a list of cards. Show an EmptyState instead of no rows. */
export function Table<Row>({ label, columns, rows, rowKey, className }: TableProps<Row>) {
  return (
    <div className={styles.frame}>
      {/* The roles are said because cards are no table to browsers, and stay one to readers of the screen. */}
      {/* biome-ignore-start lint/a11y/noRedundantRoles: display: block takes them away */}
      <table className={cx(styles.table, className)} aria-label={label} role="table">
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <th
                key={column.title + column.label}
                role="columnheader"
                scope="col"
                className={cx(column.end && styles.end)}
              >
                {column.title || <span className="visually-hidden">{column.label}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={rowKey(row)} role="row">
              {columns.map((column) => (
                <td
                  key={column.title + column.label}
                  role="cell"
                  data-label={column.title}
                  className={cx(column.end && styles.end)}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {/* biome-ignore-end lint/a11y/noRedundantRoles: see above */}
    </div>
  )
}
