import type { ReactNode } from 'react'
import styles from './stat.module.css'

/** Statistics side by side. */
export function Stats({ children }: { children: ReactNode }) {
  return <dl className={styles.stats}>{children}</dl>
}

/** One number: the label says of what, the detail compared with what. Used inside `Stats`. */
export function Stat({ label, value, detail }: { label: string; value: ReactNode; detail?: ReactNode }) {
  return (
    <div className={styles.stat}>
      <dt className={styles.label}>{label}</dt>
      <dd className={styles.value}>{value}</dd>
      {detail && <dd className={styles.detail}>{detail}</dd>}
    </div>
  )
}

/** A list of names and values. */
export function KeyValue({ entries }: { entries: ReadonlyArray<readonly [name: string, value: ReactNode]> }) {
  return (
    <dl className={styles.values}>
      {entries.map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
